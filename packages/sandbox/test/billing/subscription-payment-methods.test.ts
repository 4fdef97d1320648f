import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";
import { daySeconds, planOf } from "../support/subscriptions.ts";

type SaveDefault = "off" | "on_subscription";

/** A subscription of a customer without a method, whose first payment he confirms himself. */
async function incompleteOf(client: Client, save: SaveDefault) {
  const { id: customer } = await client.customers.create({ name: "Ann" });
  const price = await planOf(client, 2000);
  const { id, latest_invoice: invoice } = await client.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: "default_incomplete",
    payment_settings: { save_default_payment_method: save },
  });
  const { payment_intent: intent } = await client.invoices.get(invoice!);
  return { customer, id, intent: intent! };
}

const card = { type: "card", card: { number: "4242424242424242", exp_month: 12, exp_year: 2034 } } as const;

test("what the first invoice is paid with is kept, and pays the next one", async () => {
  const { client, clock } = await startSandbox();
  const { customer, id, intent } = await incompleteOf(client, "on_subscription");
  expect(await client.paymentIntents.get(intent)).toMatchObject({ setup_future_usage: "off_session" });
  const before = await newestSeq(client);
  const { payment_method: method } = await client.paymentIntents.confirm(intent, { payment_method_data: card });
  await clock.advance(0);
  const subscription = await client.subscriptions.get(id);
  expect(subscription).toMatchObject({
    status: "active",
    default_payment_method: method,
    payment_settings: { save_default_payment_method: "on_subscription" },
  });
  expect((await client.paymentMethods.get(method!)).customer).toBe(customer);
  expect((await client.customers.get(customer)).default_payment_method).toBeNull();
  const types = await eventTypesOf(client, before);
  expect(types.filter((type) => type === "customer.subscription.updated")).toHaveLength(1);
  await clock.advance(32 * daySeconds);
  const { data } = await client.invoices.list({ subscription: id });
  expect(data.map(({ status }) => status)).toEqual(["paid", "paid"]);
});

test("nothing is kept where that is off, nor where a payment fails or was made elsewhere", async () => {
  const { client, clock } = await startSandbox();
  const off = await incompleteOf(client, "off");
  expect((await client.paymentIntents.get(off.intent)).setup_future_usage).toBeNull();
  await client.paymentIntents.confirm(off.intent, { payment_method_data: card });
  await clock.advance(0);
  expect(await client.subscriptions.get(off.id)).toMatchObject({ status: "active", default_payment_method: null });
  const on = await incompleteOf(client, "on_subscription");
  const declined = { ...card, card: { ...card.card, number: "4000000000000002" } };
  expect((await failureOf(client.paymentIntents.confirm(on.intent, { payment_method_data: declined }))).code).toBe(
    "card_declined",
  );
  await clock.advance(0);
  expect(await client.subscriptions.get(on.id)).toMatchObject({ status: "incomplete", default_payment_method: null });
  const { latest_invoice: invoice } = await client.subscriptions.get(on.id);
  await client.invoices.pay(invoice!, { paid_out_of_band: true });
  expect(await client.subscriptions.get(on.id)).toMatchObject({ status: "active", default_payment_method: null });
});

test("a later payment by another method takes the place of the one before, once that is asked for", async () => {
  const { client, clock } = await startSandbox();
  const { customer, id, intent } = await incompleteOf(client, "off");
  await client.paymentIntents.confirm(intent, { payment_method_data: card });
  await clock.advance(0);
  const changed = await client.subscriptions.update(id, {
    payment_settings: { save_default_payment_method: "on_subscription" },
  });
  expect(changed).toMatchObject({ default_payment_method: null });
  await clock.advance(31 * daySeconds + 3600);
  const [due] = (await client.invoices.list({ subscription: id })).data;
  expect(due?.status).toBe("open");
  const method = await client.paymentMethods.attach("pm_card_mastercard", { customer });
  await client.invoices.pay(due!.id, { payment_method: method.id });
  expect(await client.subscriptions.get(id)).toMatchObject({ status: "active", default_payment_method: method.id });
});

test("no other word is taken, and nothing is made", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({ payment_method: "pm_card_visa" });
  const price = await planOf(client, 2000);
  const before = await newestSeq(client);
  const sent = { customer, items: [{ price }], payment_settings: { save_default_payment_method: "always" } };
  expect(await failureOf(client.subscriptions.create(sent as never))).toMatchObject({
    type: "invalid_request_error",
    param: "payment_settings.save_default_payment_method",
  });
  expect(await newestSeq(client)).toBe(before);
});
