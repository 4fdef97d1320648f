import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { clientOf, failureOf as stripeFailureOf } from "../wire/stripe/client.ts";

/** A finalised invoice, and the intent that it is paid by. */
async function openInvoice(client: Client) {
  const { id: customer } = await client.customers.create({});
  await client.invoiceItems.create({ customer, amount: 10_000, currency: "usd" });
  const draft = await client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  const { id, payment_intent: intent } = await client.invoices.finalize(draft.id);
  return { id, intent: intent! };
}

/** A session that was tried to be paid, and its intent. */
async function triedSession(client: Client) {
  const price = { currency: "usd", unit_amount: 5000, product_data: { name: "Tea" } } as const;
  const { id } = await client.checkoutSessions.create({ line_items: [{ price_data: price, quantity: 1 }] });
  await failureOf(client.checkoutSessions.pay(id, { payment_method: "tok_declined" }));
  const { payment_intent: intent } = await client.checkoutSessions.get(id);
  return { id, intent: intent! };
}

const owners = [
  ["an invoice", openInvoice],
  ["a Checkout session", triedSession],
] as const;

const changes = {
  amount: 100,
  application_fee_amount: 50,
  currency: "eur",
  customer: "cus_other",
  payment_method_types: ["card"],
  transfer_data: { amount: 10 },
} as const;

test.each(owners)("what the payment of %s comes to is not changed at its intent", async (_name, open) => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id, intent } = await open(client);
  const before = await client.paymentIntents.get(intent);
  for (const [param, value] of Object.entries(changes)) {
    const failure = await failureOf(client.paymentIntents.update(intent, { [param]: value }));
    expect(failure).toMatchObject({ status: 400, code: "parameter_invalid", param });
    expect(failure.message).toContain(id);
  }
  const held = client.paymentIntents.confirm(intent, { payment_method: "pm_card_visa", capture_method: "manual" });
  expect(await failureOf(held)).toMatchObject({ code: "parameter_invalid", param: "capture_method" });
  expect(await client.paymentIntents.get(intent)).toEqual(before);
  const stripe = clientOf(sandbox);
  expect(await stripeFailureOf(stripe.paymentIntents.update(intent, { amount: 100 }))).toMatchObject({
    statusCode: 400,
    param: "amount",
  });
});

test.each(owners)("what is noted on the payment of %s changes, and how it is paid", async (_name, open) => {
  const { client } = await startSandbox();
  const { intent } = await open(client);
  const noted = { description: "Tea", metadata: { order: "7" } };
  expect(await client.paymentIntents.update(intent, noted)).toMatchObject(noted);
  const chosen = await client.paymentIntents.update(intent, { payment_method: "pm_card_visa" });
  expect(chosen.status).toBe("requires_confirmation");
  expect(chosen.payment_method).toMatch(/^pm_/);
});

test("the payment of an invoice follows what is credited before it is paid", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id, intent } = await openInvoice(client);
  await client.creditNotes.create({ invoice: id, amount: 4000 });
  expect((await client.paymentIntents.get(intent)).amount).toBe(6000);
  await client.invoices.pay(id, { payment_method: "pm_card_visa" });
  expect(await client.paymentIntents.get(intent)).toMatchObject({ status: "succeeded", amount_received: 6000 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a session whose payment was canceled is paid by another", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id, intent } = await triedSession(client);
  await client.paymentIntents.cancel(intent);
  const paid = await client.checkoutSessions.pay(id, { payment_method: "pm_card_visa" });
  expect(paid).toMatchObject({ status: "complete", payment_status: "paid" });
  expect(paid.payment_intent).not.toBe(intent);
  expect((await client.paymentIntents.get(paid.payment_intent!)).amount_received).toBe(5000);
  expect(await differencesOf(sandbox)).toEqual([]);
});
