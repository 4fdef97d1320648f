import { Stripe } from "stripe";
import { expect, test } from "vitest";

import { frozenAt } from "../../support/sandbox.ts";
import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["Invoice", "InvoiceItem", "InvoiceLineItem", "Plan", "Price", "Subscription"]);
const monthSeconds = 31 * 24 * 3600;
const recurring = { interval: "month" } as const;

const meterOf = (stripe: Stripe): Promise<Stripe.Billing.Meter> =>
  stripe.billing.meters.create({
    display_name: "Tokens",
    event_name: "tokens",
    default_aggregation: { formula: "sum" },
  });

test("a price of parts of a cent is shown as Stripe shows it, and its line is rounded half up", async () => {
  const { sandbox, stripe } = await startStripe();
  const product_data = { name: "Storage" };
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount_decimal: Stripe.Decimal.from("0.050"),
    product_data,
    recurring,
  });
  expect(declared("Price", price)).toMatchObject({ unit_amount: null });
  expect(String(price.unit_amount_decimal)).toBe("0.05");
  const customer = await payerOf(stripe);
  const created = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id, quantity: 2990 }],
    expand: ["latest_invoice"],
  });
  const invoice = declared("Subscription", created).latest_invoice as Stripe.Invoice;
  const [line] = declared("Invoice", invoice).lines.data;
  expect(declared("InvoiceLineItem", line as object)).toMatchObject({ amount: 150, quantity: 2990 });
  expect(String(line?.pricing?.unit_amount_decimal)).toBe("0.05");
  const whole = await stripe.prices.create({
    currency: "usd",
    unit_amount_decimal: Stripe.Decimal.from("5.0"),
    product_data,
  });
  expect(whole.unit_amount).toBe(5);
  expect(String(whole.unit_amount_decimal)).toBe("5");
  const plan = await stripe.plans.create({
    currency: "usd",
    amount_decimal: Stripe.Decimal.from("12.5"),
    interval: "month",
    product: { name: "Plan" },
  });
  expect(declared("Plan", plan).amount).toBeNull();
  expect(String(plan.amount_decimal)).toBe("12.5");
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});

test("what a meter counts is billed by parts of a cent", async () => {
  const { sandbox, stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const meter = await meterOf(stripe);
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount_decimal: Stripe.Decimal.from("0.002"),
    product_data: { name: "Tokens" },
    recurring: { ...recurring, usage_type: "metered", meter: meter.id },
  });
  await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const payload = { stripe_customer_id: customer, value: "1234567" };
  await stripe.billing.meterEvents.create({ event_name: "tokens", payload, timestamp: frozenAt });
  await sandbox.clock.advance(monthSeconds + 7200);
  const [invoice] = (await stripe.invoices.list({ customer })).data;
  expect(invoice).toMatchObject({ total: 2469, status: "paid", lines: { data: [{ quantity: 1_234_567 }] } });
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});

test("tiers have parts of a cent, too, and nothing where nothing was sent", async () => {
  const { stripe } = await startStripe();
  const price = await stripe.prices.create({
    currency: "usd",
    billing_scheme: "tiered",
    tiers_mode: "graduated",
    tiers: [
      { up_to: 100, unit_amount_decimal: Stripe.Decimal.from("0.5") },
      {
        up_to: "inf",
        unit_amount_decimal: Stripe.Decimal.from("0.25"),
        flat_amount_decimal: Stripe.Decimal.from("10.5"),
      },
    ],
    product_data: { name: "Calls" },
    recurring,
    expand: ["tiers"],
  });
  expect(declared("Price", price).tiers).toMatchObject([
    { flat_amount: null, flat_amount_decimal: null, unit_amount: null, up_to: 100 },
    { flat_amount: null, unit_amount: null, up_to: null },
  ]);
  const customer = await payerOf(stripe);
  const created = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id, quantity: 199 }],
    expand: ["latest_invoice"],
  });
  // 100 × 0.5 + 10.5 + 99 × 0.25 = 85.25
  expect(created.latest_invoice).toMatchObject({ total: 85 });
});

test.each(["graduated", "volume"] as const)("the first flat fee of %s tiers is due for nothing, too", async (mode) => {
  const { sandbox, stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const meter = await meterOf(stripe);
  const price = await stripe.prices.create({
    currency: "usd",
    billing_scheme: "tiered",
    tiers_mode: mode,
    tiers: [
      { up_to: 5, unit_amount: 500, flat_amount: 1000 },
      { up_to: "inf", unit_amount: 400, flat_amount: 2000 },
    ],
    product_data: { name: "Projects" },
    recurring: { ...recurring, usage_type: "metered", meter: meter.id },
  });
  await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  await sandbox.clock.advance(monthSeconds + 7200);
  const [invoice] = (await stripe.invoices.list({ customer })).data;
  expect(invoice).toMatchObject({ total: 1000, status: "paid", lines: { data: [{ quantity: 0, amount: 1000 }] } });
});

test("an item of an invoice is priced by parts of a cent; an amount is a number or a text, not both", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { id: product } = await stripe.products.create({ name: "Paper" });
  const item = await stripe.invoiceItems.create({
    customer,
    price_data: { currency: "usd", product, unit_amount_decimal: Stripe.Decimal.from("33.3") },
    quantity: 3,
  });
  expect(declared("InvoiceItem", item).amount).toBe(100);
  expect(String(item.pricing?.unit_amount_decimal)).toBe("33.3");
  const both = { currency: "usd", product, unit_amount: 5, unit_amount_decimal: Stripe.Decimal.from("5.5") };
  expect(await failureOf(stripe.prices.create(both))).toMatchObject({ param: "unit_amount_decimal" });
  const none = await failureOf(stripe.prices.create({ currency: "usd", product }));
  expect(none).toMatchObject({ param: "unit_amount" });
  const tooFine = { currency: "usd", product, unit_amount_decimal: Stripe.Decimal.from("0.0000000000001") };
  expect(await failureOf(stripe.prices.create(tooFine))).toMatchObject({ param: "unit_amount_decimal" });
});
