import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["Invoice", "InvoiceItem", "InvoiceLineItem", "Subscription", "SubscriptionSchedule"]);
const daySeconds = 24 * 3600;

async function start() {
  const { sandbox, stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const product = (await stripe.products.create({ name: "Seat" })).id;
  const seat = { currency: "usd", unit_amount: 2000, product } as const;
  const price = (await stripe.prices.create({ ...seat, recurring: { interval: "month" } })).id;
  const setup = (await stripe.prices.create({ currency: "usd", unit_amount: 5000, product })).id;
  return { sandbox, stripe, customer, product, price, setup };
}

/** Smallest first. */
const amountsOf = (invoice: Stripe.Invoice) => invoice.lines.data.map(({ amount }) => amount).toSorted((a, b) => a - b);
const latest = async (stripe: Stripe, id: string) =>
  (await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).latest_invoice as Stripe.Invoice;

describe("what is bought once with a subscription", () => {
  test("is on its first invoice, for its first period, and not on the next one", async () => {
    const { sandbox, stripe, customer, product, price, setup } = await start();
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      add_invoice_items: [
        { price: setup, metadata: { for: "setup" } },
        { price_data: { currency: "usd", product, unit_amount: 300 }, quantity: 2 },
      ],
    });
    expect(declared("Subscription", subscription).status).toBe("active");
    const first = declared("Invoice", await latest(stripe, subscription.id));
    expect(first).toMatchObject({ status: "paid", total: 7600 });
    expect(amountsOf(first)).toEqual([600, 2000, 5000]);
    const line = first.lines.data.find(({ amount }) => amount === 5000)!;
    const [item] = subscription.items.data;
    expect(declared("InvoiceLineItem", line)).toMatchObject({
      metadata: { for: "setup" },
      parent: { type: "invoice_item_details" },
      period: { start: item?.current_period_start, end: item?.current_period_end },
      pricing: { price_details: { price: setup } },
    });
    await sandbox.clock.advance(32 * daySeconds);
    expect(amountsOf(await latest(stripe, subscription.id))).toEqual([2000]);
    expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
  });

  test("is charged at once where the subscription begins with a trial", async () => {
    const { stripe, customer, price, setup } = await start();
    const { id } = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      trial_period_days: 14,
      add_invoice_items: [{ price: setup }],
    });
    expect(await latest(stripe, id)).toMatchObject({ status: "paid", total: 5000 });
  });

  test("waits for the subscription's next invoice when it is added later, and no other invoice of the customer takes it", async () => {
    const { sandbox, stripe, customer, price, setup } = await start();
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const other = await stripe.subscriptions.create({ customer, items: [{ price }] });
    await stripe.subscriptions.update(id, { add_invoice_items: [{ price: setup }] });
    const [waiting] = (await stripe.invoiceItems.list({ customer, pending: true })).data;
    expect(declared("InvoiceItem", waiting!).parent).toMatchObject({ subscription_details: { subscription: id } });
    await sandbox.clock.advance(32 * daySeconds);
    expect(amountsOf(await latest(stripe, other.id))).toEqual([2000]);
    expect(amountsOf(await latest(stripe, id))).toEqual([2000, 5000]);
  });

  test("is refused where it falls due again, and nothing is made of the subscription", async () => {
    const { stripe, customer, price } = await start();
    const wrong = await failureOf(
      stripe.subscriptions.create({ customer, items: [{ price }], add_invoice_items: [{ price }] }),
    );
    expect(wrong).toMatchObject({ statusCode: 400, param: "add_invoice_items[0][price]" });
    expect((await stripe.subscriptions.list()).data).toEqual([]);
    expect((await stripe.invoiceItems.list()).data).toEqual([]);
  });

  test("is noted by an item that names the subscription", async () => {
    const { sandbox, stripe, customer, price } = await start();
    const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const item = await stripe.invoiceItems.create({ customer, subscription, amount: 700, description: "Overage" });
    expect(declared("InvoiceItem", item)).toMatchObject({ currency: "usd", amount: 700 });
    const stranger = await payerOf(stripe);
    const foreign = await failureOf(stripe.invoiceItems.create({ customer: stranger, subscription, amount: 700 }));
    expect(foreign).toMatchObject({ statusCode: 400, param: "subscription" });
    const unknown = await failureOf(stripe.invoiceItems.create({ customer, subscription: "sub_x", amount: 700 }));
    expect(unknown).toMatchObject({ code: "resource_missing", param: "subscription" });
    const yen = await failureOf(stripe.invoiceItems.create({ customer, subscription, amount: 7, currency: "jpy" }));
    expect(yen).toMatchObject({ statusCode: 400, param: "currency" });
    await sandbox.clock.advance(32 * daySeconds);
    expect(amountsOf(await latest(stripe, subscription))).toEqual([700, 2000]);
    await stripe.subscriptions.cancel(subscription);
    const over = await failureOf(stripe.invoiceItems.create({ customer, subscription, amount: 700 }));
    expect(over).toMatchObject({ statusCode: 400, param: "subscription" });
  });
});

describe("a price that is made with the subscription", () => {
  test("is of the product that is named, and bills each period", async () => {
    const { sandbox, stripe, customer, product } = await start();
    const price_data = { currency: "usd", product, unit_amount: 1500, recurring: { interval: "week" } } as const;
    const subscription = await stripe.subscriptions.create({ customer, items: [{ price_data, quantity: 2 }] });
    expect(declared("Subscription", subscription).items.data).toMatchObject([
      { quantity: 2, price: { product, unit_amount: 1500, recurring: { interval: "week" } } },
    ]);
    await sandbox.clock.advance(8 * daySeconds);
    expect((await stripe.invoices.list({ customer })).data.map(({ total }) => total)).toEqual([3000, 3000]);
    const [item] = subscription.items.data;
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item!.id, price_data: { ...price_data, unit_amount: 2500 } }],
      proration_behavior: "none",
    });
    expect(changed.items.data).toMatchObject([{ id: item!.id, price: { unit_amount: 2500 } }]);
    const added = await stripe.subscriptionItems.create({ subscription: subscription.id, price_data });
    expect(added.price).toMatchObject({ unit_amount: 1500 });
  });

  test("is refused beside one that is named, and where it is never due again", async () => {
    const { stripe, customer, product, price } = await start();
    const price_data = { currency: "usd", product, unit_amount: 1500, recurring: { interval: "week" } } as const;
    const both = await failureOf(stripe.subscriptions.create({ customer, items: [{ price, price_data }] }));
    expect(both).toMatchObject({ statusCode: 400, param: "items[0][price]" });
    const neither = await failureOf(stripe.subscriptions.create({ customer, items: [{ quantity: 1 }] }));
    expect(neither).toMatchObject({ code: "parameter_missing", param: "items[0][price]" });
    expect((await stripe.subscriptions.list()).data).toEqual([]);
  });

  test("is made for a phase of a schedule, and for what is bought once with it", async () => {
    const { stripe, customer, product } = await start();
    const schedule = await stripe.subscriptionSchedules.create({
      customer,
      start_date: "now",
      phases: [
        {
          items: [{ price_data: { currency: "usd", product, unit_amount: 1500, recurring: { interval: "month" } } }],
          add_invoice_items: [{ price_data: { currency: "usd", product, unit_amount: 100 }, metadata: { a: "1" } }],
          duration: { interval: "month", interval_count: 3 },
        },
      ],
    });
    expect(declared("SubscriptionSchedule", schedule).phases[0]?.add_invoice_items[0]?.metadata).toEqual({ a: "1" });
    expect((await latest(stripe, schedule.subscription as string)).total).toBe(1600);
  });
});

test("an invoice shows who its customer was when it was finalised, with his addresses", async () => {
  const { stripe, customer } = await start();
  const address = { city: "Paris", country: "FR", line1: "1 rue X", line2: null, postal_code: "75001", state: null };
  await stripe.customers.update(customer, {
    name: "Ada",
    address: { city: "Paris", country: "FR", line1: "1 rue X", postal_code: "75001" },
    shipping: { name: "Ada's desk", address: { city: "Lyon" } },
  });
  await stripe.invoiceItems.create({ customer, amount: 1000, currency: "usd" });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  const open = declared("Invoice", await stripe.invoices.finalizeInvoice(draft.id));
  expect(open).toMatchObject({
    customer_address: address,
    customer_name: "Ada",
    customer_shipping: { name: "Ada's desk", address: { city: "Lyon" } },
  });
  await stripe.customers.update(customer, { address: { city: "Rome" } });
  expect((await stripe.invoices.retrieve(open.id)).customer_address).toEqual(address);
});
