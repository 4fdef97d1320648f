import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { nothingToRead } from "../../../src/surfaces/stripe/expand-paths.ts";
import { failureOf, startStripe } from "./client.ts";
import { payerOf } from "./declared.ts";

const monthly = (unit_amount: number, product: string): Stripe.PriceCreateParams => ({
  product,
  currency: "usd",
  unit_amount,
  recurring: { interval: "month" },
});

test("lines are listed with the products of their prices", async () => {
  const { stripe } = await startStripe();
  const product = await stripe.products.create({ name: "Tea" });
  const price = await stripe.prices.create(monthly(500, product.id));
  const bought = { line_items: [{ price: price.id, quantity: 1 }] };
  const session = await stripe.checkout.sessions.create({ mode: "subscription", ...bought });
  const link = await stripe.paymentLinks.create({ ...bought, expand: ["line_items"] });
  const quote = await stripe.quotes.create({ customer: await payerOf(stripe), ...bought });
  const asked = { limit: 100, expand: ["data.price.product"] };
  const lists = [
    await stripe.checkout.sessions.listLineItems(session.id, asked),
    await stripe.paymentLinks.listLineItems(link.id, asked),
    await stripe.quotes.listLineItems(quote.id, asked),
  ];
  for (const { data } of lists) {
    expect(data).toMatchObject([{ price: { id: price.id, product: { id: product.id, name: "Tea" } } }]);
  }
  const read = await stripe.paymentLinks.retrieve(link.id, { expand: ["line_items.data.price.product"] });
  expect(read.line_items?.data).toMatchObject([{ price: { product: { name: "Tea" } } }]);
  const { data } = await stripe.paymentLinks.list({ expand: ["data.line_items"] });
  expect(data[0]?.line_items?.data).toMatchObject([{ price: { product: product.id } }]);
});

test("a plan shows its product", async () => {
  const { stripe } = await startStripe();
  const { id: product } = await stripe.products.create({ name: "Tea", metadata: { a: "1" } });
  const plan = await stripe.plans.create({
    currency: "usd",
    interval: "month",
    amount: 500,
    product,
    expand: ["product"],
  });
  expect(plan.product).toMatchObject({ id: product, object: "product", metadata: { a: "1" }, type: "service" });
  expect(await stripe.plans.retrieve(plan.id, { expand: ["product"] })).toEqual({ ...plan, lastResponse: undefined });
  const { data } = await stripe.plans.list({ expand: ["data.product"] });
  expect(data).toMatchObject([{ id: plan.id, product: { name: "Tea" } }]);
  expect(await stripe.plans.retrieve(plan.id)).toMatchObject({ product });
});

test("who lives by a clock shows it", async () => {
  const { stripe } = await startStripe();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000, name: "Year" });
  const { id } = await stripe.customers.create({ test_clock: clock.id });
  const customer = await stripe.customers.retrieve(id, { expand: ["test_clock"] });
  expect(customer).toMatchObject({ test_clock: { object: "test_helpers.test_clock", name: "Year" } });
});

test("what nothing here ever fills, and what is always there, may be named and is as it was", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe, "pm_card_bypassPending");
  const { id: product } = await stripe.products.create({ name: "Tea" });
  const { id: price } = await stripe.prices.create(monthly(500, product));
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const [invoice] = (await stripe.invoices.list()).data;
  const [charge] = (await stripe.charges.list()).data;
  const note = await stripe.creditNotes.create({ invoice: invoice?.id ?? "", amount: 100, refund_amount: 100 });
  const intent = await stripe.setupIntents.create({ customer });
  const [refund] = (await stripe.refunds.list()).data;
  const payout = await stripe.payouts.create({ amount: 1, currency: "usd" });
  const paths: Record<string, string> = {
    charge: `charges/${charge?.id}`,
    credit_note: `credit_notes/${note.id}`,
    customer: `customers/${customer}`,
    invoice: `invoices/${invoice?.id}`,
    payment_intent: `payment_intents/${charge?.payment_intent as string}`,
    payout: `payouts/${payout.id}`,
    refund: `refunds/${refund?.id}`,
    setup_intent: `setup_intents/${intent.id}`,
    subscription: `subscriptions/${subscription.id}`,
    subscription_schedule: `subscription_schedules/${schedule.id}`,
  };
  expect(Object.keys(paths)).toEqual(Object.keys(nothingToRead));
  for (const [kind, fields] of Object.entries(nothingToRead)) {
    const asked = fields.map((field) => `expand[]=${field}`).join("&");
    const read = async (query: string): Promise<unknown> => stripe.rawRequest("GET", `/v1/${paths[kind]}?${query}`);
    const [shown, plain] = [await read(asked), await read("")] as Record<string, unknown>[];
    expect(shown).toMatchObject({ object: kind });
    for (const field of fields) {
      const value = shown?.[field];
      expect([kind, field, value]).toEqual([kind, field, plain?.[field]]);
      if (value !== null) expect(value, `${kind}.${field}`).toMatchObject({ object: "list" });
    }
  }
  expect(await failureOf(stripe.invoices.list({ expand: ["data.number"] }))).toMatchObject({ statusCode: 400 });
});
