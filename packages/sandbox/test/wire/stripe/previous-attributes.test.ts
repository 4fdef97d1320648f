import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { startReceiver } from "../../support/receiver.ts";
import { plain, startStripe } from "./client.ts";
import { payerOf } from "./declared.ts";

const daySeconds = 24 * 3600;

const newest = async (stripe: Stripe, type: string) => {
  const { data } = await stripe.events.list({ type, limit: 1 });
  const [event] = data;
  if (!event) throw new Error(`There is no ${type}.`);
  return event;
};
const previousOf = async (stripe: Stripe, type: string) => (await newest(stripe, type)).data.previous_attributes;

async function startMonthly(stripe: Stripe) {
  const priceOf = async (amount: number) => {
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount: amount,
      product_data: { name: `Plan ${amount}` },
      recurring: { interval: "month" },
    });
    return price.id;
  };
  const [price, dearer] = [await priceOf(1000), await priceOf(2000)];
  const customer = await payerOf(stripe);
  const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const item = items.data[0];
  if (!item) throw new Error("The subscription has no item.");
  return { id, item: item.id, price, dearer };
}

test("an update tells what stood in the fields that it has changed", async () => {
  const { stripe } = await startStripe();
  const { id } = await stripe.customers.create({ name: "Ann", metadata: { tea: "green", cups: "2" } });
  expect((await newest(stripe, "customer.created")).data).not.toHaveProperty("previous_attributes");
  await stripe.customers.update(id, {
    name: "Anna",
    metadata: { tea: "black", milk: "no" },
    address: { line1: "1 Way" },
  });
  const previous = { name: "Ann", metadata: { tea: "green", milk: null }, address: null };
  expect(await previousOf(stripe, "customer.updated")).toEqual(previous);
  await stripe.customers.update(id, { metadata: { cups: "" } });
  expect(await previousOf(stripe, "customer.updated")).toEqual({ metadata: { cups: "2" } });
});

test("a subscription's update names the items of before, its end, and at a renewal the period of before", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id, item, price, dearer } = await startMonthly(stripe);
  const begun = sandbox.clock.now();
  await stripe.subscriptions.update(id, { items: [{ id: item, price: dearer }], proration_behavior: "none" });
  const items = { data: [{ id: item, object: "subscription_item", price: { id: price }, plan: { id: price } }] };
  const changed = await previousOf(stripe, "customer.subscription.updated");
  expect(changed).toMatchObject({ items });
  expect(Object.keys(changed ?? {})).toEqual(["items"]);

  await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  expect(await previousOf(stripe, "customer.subscription.updated")).toMatchObject({
    cancel_at_period_end: false,
    cancel_at: null,
    canceled_at: null,
  });
  await stripe.subscriptions.update(id, { cancel_at_period_end: false });

  // After a month the events of its beginning are no longer kept.
  await sandbox.clock.advance(32 * daySeconds);
  expect(await previousOf(stripe, "customer.subscription.updated")).toMatchObject({
    items: { data: [{ current_period_start: begun, price: { id: dearer } }] },
    latest_invoice: expect.stringMatching(/^in_/) as string,
  });
});

test("what is told by two events has changed in both", async () => {
  const { stripe } = await startStripe();
  const { price } = await startMonthly(stripe);
  await stripe.plans.update(price, { nickname: "Small" });
  expect(await previousOf(stripe, "price.updated")).toEqual({ nickname: null });
  expect(await previousOf(stripe, "plan.updated")).toEqual({ nickname: null });
});

test("a change of its status is told of a charge, a refund and a dispute", async () => {
  const { stripe } = await startStripe();
  const pay = (method: string) =>
    stripe.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: method, confirm: true });
  await pay("pm_card_visa");
  const charges = await stripe.charges.list();
  await stripe.charges.update(charges.data[0]?.id ?? "", { description: "Tea" });
  expect(await previousOf(stripe, "charge.updated")).toEqual({ description: null });
  await pay("pm_card_createDispute");
  const { data } = await stripe.disputes.list();
  await stripe.disputes.update(data[0]?.id ?? "", { evidence: { product_description: "Tea" }, submit: true });
  const dispute = (await stripe.events.list({ type: "charge.dispute.closed" })).data;
  const updates = (await stripe.events.list({ type: "charge.dispute.updated" })).data;
  expect(updates.map((event) => event.data.previous_attributes)).toContainEqual(
    expect.objectContaining({ status: "needs_response" }),
  );
  expect(dispute.every((event) => event.data.previous_attributes === undefined)).toBe(true);
});

test("an endpoint is sent the same, and the native event has it in its own names", async () => {
  const { sandbox, stripe } = await startStripe();
  const receiver = await startReceiver();
  await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["customer.updated"] });
  const { id } = await stripe.customers.create({ name: "Ann" });
  await stripe.customers.update(id, { name: "Anna" });
  await receiver.expectCount(1);
  const sent = JSON.parse(receiver.received[0]?.body ?? "") as Stripe.Event;
  expect(sent.data.previous_attributes).toEqual({ name: "Ann" });
  expect(sent).toEqual(plain(await stripe.events.retrieve(sent.id)));
  const native = await sandbox.client.events.get(sent.id);
  expect(native.data.previous_attributes).toEqual({ name: "Ann" });
});
