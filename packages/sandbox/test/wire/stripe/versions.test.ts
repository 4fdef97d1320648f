// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- What an older client answers has no type here.
import { expect, test } from "vitest";

import { startReceiver } from "../../support/receiver.ts";
import { clientOf, failureOf, plain, startStripe } from "./client.ts";
import { payerOf } from "./declared.ts";
import { declaringOlder, olderClientOf, olderClients, type Older } from "./older-client.ts";

const declared = declaringOlder("stripe-17", [
  "Charge",
  "Coupon",
  "Checkout.Session",
  "CreditNote",
  "Customer",
  "Invoice",
  "InvoiceItem",
  "PaymentIntent",
  "Price",
  "Product",
  "PromotionCode",
  "Subscription",
  "UpcomingInvoice",
]);

const monthly = {
  currency: "usd",
  unit_amount: 2000,
  product_data: { name: "Plan" },
  recurring: { interval: "month" },
} as const;

/** A sandbox with an older client, and a customer who pays by card. */
async function startOlder(name: keyof typeof olderClients = "stripe-17") {
  const { sandbox, stripe } = await startStripe();
  return { sandbox, stripe, older: olderClientOf(name, sandbox), customer: await payerOf(stripe) };
}

test("a subscription has its period, and its invoice the payment, as before 2025-03-31", async () => {
  const { stripe, older, customer } = await startOlder();
  const price = declared("Price", await older.prices.create(monthly));
  const rate = await older.taxRates.create({ display_name: "VAT", inclusive: true, percentage: 25 });
  const created: Older = await older.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    default_tax_rates: [rate.id],
    expand: ["latest_invoice.payment_intent"],
  });
  declared("Subscription", created);
  const [item] = created.items.data;
  const { latest_invoice: latest } = created;
  expect(created).toMatchObject({
    current_period_start: item.current_period_start,
    current_period_end: item.current_period_end,
    discount: null,
    latest_invoice: { paid: true, payment_intent: { object: "payment_intent", status: "succeeded" } },
  });
  const invoice = declared("Invoice", await older.invoices.retrieve(latest.id));
  expect(invoice).toMatchObject({
    subscription: created.id,
    subscription_details: { metadata: {} },
    payment_intent: latest.payment_intent.id,
    charge: latest.payment_intent.latest_charge,
    paid: true,
    paid_out_of_band: false,
    quote: null,
    tax: 400,
    total_tax_amounts: [{ amount: 400, inclusive: true, tax_rate: rate.id, taxable_amount: 1600 }],
    lines: {
      data: [
        {
          type: "subscription",
          proration: false,
          subscription_item: item.id,
          price: { id: price.id, recurring: { interval: "month" } },
          plan: { id: price.id, amount: 2000 },
          amount_excluding_tax: 1600,
          unit_amount_excluding_tax: "1600",
        },
      ],
    },
  });
  for (const name of ["parent", "confirmation_secret", "total_taxes"]) expect(invoice).not.toHaveProperty(name);
  const { data } = await older.invoices.list({ subscription: created.id, expand: ["data.charge"] });
  expect(data).toMatchObject([{ payment_intent: invoice.payment_intent, charge: { invoice: invoice.id } }]);
  const intent = declared("PaymentIntent", await older.paymentIntents.retrieve(invoice.payment_intent));
  expect(intent.invoice).toBe(invoice.id);
  declared("Charge", await older.charges.retrieve(invoice.charge));

  const newest = await stripe.invoices.retrieve(invoice.id);
  expect(newest).toMatchObject({ parent: { subscription_details: { subscription: created.id } } });
  for (const name of ["subscription", "paid", "payment_intent", "charge", "tax"]) {
    expect(newest).not.toHaveProperty(name);
  }
  expect(await stripe.paymentIntents.retrieve(invoice.payment_intent)).not.toHaveProperty("invoice");
});

test("a coupon is given by its name, and its discount has it whole", async () => {
  const { older, customer } = await startOlder();
  const { id: price } = await older.prices.create(monthly);
  const metadata = { campaign: "spring" };
  const coupon = await older.coupons.create({ percent_off: 25, duration: "forever", name: "A quarter", metadata });
  const created = await older.subscriptions.create({ customer, items: [{ price }], coupon: coupon.id });
  const [discount] = created.discounts;
  expect(created.discount).toMatchObject({
    id: discount,
    coupon: { id: coupon.id, object: "coupon", percent_off: 25, name: "A quarter", valid: true },
  });
  expect(declared("Coupon", created.discount!.coupon)).toEqual({ ...plain(coupon), times_redeemed: 1 });
  const [event]: Older[] = (await older.events.list({ type: "customer.discount.created" })).data;
  expect(event.data.object.coupon).toEqual({ ...plain(coupon), times_redeemed: 1 });
  // It is kept as it was, whatever becomes of the coupon.
  await older.coupons.update(coupon.id, { name: "25 %", metadata: { campaign: "summer" } });
  const later = await older.subscriptions.retrieve(created.id);
  expect(later.discount!.coupon).toMatchObject({ name: "A quarter", metadata });
  expect(created.discount).not.toHaveProperty("source");
  const code = declared("PromotionCode", await older.promotionCodes.create({ coupon: coupon.id, code: "QUARTER" }));
  expect(code.coupon).toMatchObject({ id: coupon.id, percent_off: 25 });
  const redeemed = await older.subscriptions.create({ customer, items: [{ price }], promotion_code: code.id });
  expect(redeemed.discount).toMatchObject({ promotion_code: code.id });
  const bare = await older.subscriptions.update(created.id, { coupon: "" });
  expect(bare).toMatchObject({ discount: null, discounts: [] });
});

test("the upcoming invoice is read where it was, until it went", async () => {
  const { sandbox, stripe, older, customer } = await startOlder();
  const { id: price } = await older.prices.create(monthly);
  const { id: larger } = await older.prices.create({ ...monthly, unit_amount: 5000 });
  const { id: subscription, items } = await older.subscriptions.create({ customer, items: [{ price }] });
  const upcoming = await older.invoices.retrieveUpcoming({ subscription });
  expect(declared("UpcomingInvoice", upcoming)).toMatchObject({ subscription, total: 2000 });
  const changed = await older.invoices.retrieveUpcoming({
    subscription,
    subscription_items: [{ id: items.data[0].id, price: larger }],
    subscription_proration_behavior: "none",
  });
  expect(changed.total).toBe(5000);
  const lines = await older.invoices.listUpcomingLines({ subscription, limit: 3 });
  expect(lines.data).toMatchObject([{ type: "subscription", price: { id: price } }]);
  const gone = await failureOf(stripe.invoices.retrieve("upcoming", {}, { apiVersion: "2025-03-31.basil" }));
  expect(gone).toMatchObject({
    statusCode: 404,
    message: expect.stringContaining("Unrecognized request URL") as string,
  });
  expect((await sandbox.client.invoices.list({ customer })).data).toHaveLength(1);
});

test("items, credit notes, products and sessions look as they did", async () => {
  const { sandbox, older, customer } = await startOlder();
  const product = declared(
    "Product",
    await older.products.create({ name: "Plan", marketing_features: [{ name: "A" }] }),
  );
  const price = await older.prices.create({ currency: "usd", unit_amount: 700, product: product.id });
  const item = declared("InvoiceItem", await older.invoiceItems.create({ customer, price: price.id, quantity: 2 }));
  expect(item).toMatchObject({ price: { id: price.id, unit_amount: 700 }, unit_amount: 700, subscription: null });
  const { id: draft } = await older.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  const paid = await older.invoices.pay(draft);
  expect(paid).toMatchObject({ paid: true, total: 1400, lines: { data: [{ type: "invoiceitem", plan: null }] } });
  const refund = await older.refunds.create({ charge: paid.charge, amount: 300 });
  const note = await older.creditNotes.create({ invoice: paid.id, amount: 300, refund: refund.id });
  expect(declared("CreditNote", note)).toMatchObject({ refund: refund.id, tax_amounts: [] });
  const session = await older.checkout.sessions.create({
    mode: "payment",
    success_url: "http://127.0.0.1/",
    line_items: [{ price: price.id, quantity: 1 }],
  });
  expect(declared("Checkout.Session", session)).toMatchObject({ ui_mode: "hosted", shipping_details: null });

  const oldest = olderClientOf("stripe-11", sandbox);
  expect(await oldest.products.retrieve(product.id)).toMatchObject({ features: [{ name: "A" }] });
  expect(await oldest.products.retrieve(product.id)).not.toHaveProperty("marketing_features");
});

test("a version between two changes has what the older one brought", async () => {
  const { sandbox, customer } = await startOlder();
  const between = clientOf(sandbox, { apiVersion: "2025-08-27.basil" as never });
  const { id: price } = await between.prices.create(monthly);
  const coupon = await between.coupons.create({ percent_off: 50, duration: "forever" });
  const created: Older = await between.subscriptions.create({
    customer,
    items: [{ price }],
    discounts: [{ coupon: coupon.id }],
    expand: ["discounts"],
  });
  expect(created).not.toHaveProperty("current_period_end");
  expect(created.discounts).toMatchObject([{ coupon: { id: coupon.id } }]);
  expect(created.lastResponse).toMatchObject({ apiVersion: "2025-08-27.basil" });
  const clover = olderClientOf("stripe-20", sandbox);
  const known = await clover.subscriptions.retrieve(created.id, { expand: ["discounts"] });
  expect(known.discounts).toMatchObject([{ source: { coupon: coupon.id } }]);
});

test("an endpoint has its events in the version that it asked for", async () => {
  const { sandbox, stripe, older, customer } = await startOlder();
  const receiver = await startReceiver();
  const apiVersion = olderClients["stripe-17"];
  const endpoint = await older.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ["customer.subscription.updated", "invoice.paid"],
    api_version: apiVersion,
  });
  expect(endpoint.api_version).toBe(apiVersion);
  expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).toMatchObject({ api_version: apiVersion });
  const { id: price } = await older.prices.create(monthly);
  const { id: subscription } = await older.subscriptions.create({ customer, items: [{ price }] });
  await sandbox.clock.advance(32 * 24 * 3600);
  await sandbox.settle();
  const events: Older[] = receiver.received.map(({ body, headers }) =>
    older.webhooks.constructEvent(body, headers["stripe-signature"], endpoint.secret, 60 * 24 * 3600),
  );
  const renewed = events.findLast(({ type }) => type === "customer.subscription.updated");
  expect(renewed).toMatchObject({
    api_version: apiVersion,
    data: {
      object: { id: subscription, current_period_start: expect.any(Number) as number },
      previous_attributes: { current_period_start: expect.any(Number) as number },
    },
  });
  const invoices = events.filter(({ type }) => type === "invoice.paid").map(({ data }) => data.object);
  expect(invoices).toMatchObject([
    { paid: true, subscription, lines: { data: [{ price: { id: price, unit_amount: 2000 } }] } },
    { paid: true, subscription, billing_reason: "subscription_cycle" },
  ]);
});

test("a sandbox speaks the version that it was started with, wherever nobody asks for another", async () => {
  const { sandbox, stripe } = await startStripe({ stripeVersion: "2024-06-20" });
  const receiver = await startReceiver();
  await sandbox.client.webhookEndpoints.create({ url: receiver.url, payload: "stripe", signing: "stripe" });
  const customer = await payerOf(stripe);
  const { id: price } = await stripe.prices.create(monthly);
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  await sandbox.settle();
  const told = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(told.find(({ type }) => type === "customer.subscription.created")).toMatchObject({
    api_version: "2024-06-20",
    data: { object: { id, current_period_end: expect.any(Number) as number } },
  });
  const headers = { authorization: `Bearer ${sandbox.apiKey}` };
  const answer = await fetch(`${sandbox.url}/v1/subscriptions/${id}`, { headers });
  expect(answer.headers.get("stripe-version")).toBe("2024-06-20");
  expect(await answer.json()).toHaveProperty("current_period_end");
  expect(await stripe.subscriptions.retrieve(id)).not.toHaveProperty("current_period_end");
});

test.each(["2024", "newest", "2024-06-20.", "2024-06-20 "])("%j is no version of an endpoint", async (version) => {
  const { stripe } = await startStripe();
  const made = stripe.webhookEndpoints.create({
    url: "http://127.0.0.1:9/",
    enabled_events: ["*"],
    api_version: version as never,
  });
  expect(await failureOf(made)).toMatchObject({ statusCode: 400, param: "api_version" });
  expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
});

test("what is not in Stripe's words has the native version alone", async () => {
  const { sandbox } = await startStripe();
  const url = "http://127.0.0.1:9/";
  const refused = sandbox.client.webhookEndpoints.create({ url, api_version: "2024-06-20" });
  await expect(refused).rejects.toMatchObject({ code: "parameter_invalid", param: "api_version" });
  const made = await sandbox.client.webhookEndpoints.create({ url, payload: "stripe", api_version: "2024-06-20" });
  const { id } = made;
  expect(made.api_version).toBe("2024-06-20");
  expect((await sandbox.client.webhookEndpoints.update(id, { payload: "full" })).api_version).toBe("2026-11-20");
  expect((await sandbox.client.webhookEndpoints.update(id, { payload: "stripe" })).api_version).toBeNull();
});
