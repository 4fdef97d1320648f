import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { failureOf, plain, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["Event", "LineItem", "Quote"]);

/** The id of a price of 10.00 dollars. */
async function priceOf(stripe: Stripe, name: string, recurring?: Stripe.PriceCreateParams.Recurring): Promise<string> {
  const price = await stripe.prices.create({
    product_data: { name },
    currency: "usd",
    unit_amount: 1000,
    ...(recurring && { recurring }),
  });
  return price.id;
}

test("a quote is drafted, changed, finalised and accepted: it is an invoice with its lines and taxes", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const price = await priceOf(stripe, "Tea");
  const { id: rate } = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
  const draft = await stripe.quotes.create({
    customer,
    collection_method: "send_invoice",
    default_tax_rates: [rate],
    description: "For the office",
    invoice_settings: { days_until_due: 30 },
    line_items: [{ price, quantity: 2 }],
  });
  expect(declared("Quote", draft)).toMatchObject({
    amount_subtotal: 2000,
    amount_total: 2400,
    computed: { recurring: null, upfront: { amount_total: 2400, total_details: { amount_tax: 400 } } },
    default_tax_rates: [rate],
    invoice_settings: { days_until_due: 30 },
    number: null,
    status: "draft",
    total_details: { amount_tax: 400 },
  });
  expect(plain(draft)).not.toHaveProperty("line_items");

  const changed = await stripe.quotes.update(draft.id, {
    description: "",
    line_items: [{ price, quantity: 3 }],
    metadata: { for: "tea" },
    expand: ["line_items"],
  });
  expect(declared("Quote", changed)).toMatchObject({
    amount_total: 3600,
    description: null,
    line_items: { data: [{ quantity: 3 }], url: `/v1/quotes/${draft.id}/line_items` },
    metadata: { for: "tea" },
  });
  const { data: items } = await stripe.quotes.listLineItems(draft.id, { limit: 10 });
  expect(plain(declared("LineItem", items[0] ?? {}))).toMatchObject({
    id: changed.line_items?.data[0]?.id,
    amount_subtotal: 3000,
    amount_tax: 600,
    amount_total: 3600,
    description: "Tea",
    price: { id: price, object: "price" },
  });

  const expiresAt = draft.created + 7 * 24 * 3600;
  const open = await stripe.quotes.finalizeQuote(draft.id, { expires_at: expiresAt });
  expect(declared("Quote", open)).toMatchObject({ status: "open", number: "QT-000001", expires_at: expiresAt });
  const accepted = await stripe.quotes.accept(draft.id, { expand: ["invoice"] });
  expect(accepted).toMatchObject({ status: "accepted", invoice: { status: "draft", total: 3600 }, subscription: null });
  expect(declared("Quote", await stripe.quotes.retrieve(draft.id))).toMatchObject({
    invoice: (accepted.invoice as Stripe.Invoice).id,
    status: "accepted",
  });

  const { data: events } = await stripe.events.list({ type: "quote.*" });
  for (const event of events) {
    declared("Event", event);
    declared("Quote", event.data.object);
  }
  expect(events.map(({ type }) => type).toReversed()).toEqual(["quote.created", "quote.finalized", "quote.accepted"]);
});

test("where something falls due again the quote says how much and how often, and becomes a subscription", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const tea = await priceOf(stripe, "Tea");
  const club = await priceOf(stripe, "Club", { interval: "month", interval_count: 3 });
  const quote = await stripe.quotes.create({ customer, line_items: [{ price: tea }, { price: club, quantity: 2 }] });
  expect(declared("Quote", quote).computed).toMatchObject({
    recurring: { amount_subtotal: 2000, amount_total: 2000, interval: "month", interval_count: 3 },
    upfront: { amount_total: 3000 },
  });
  await stripe.quotes.finalizeQuote(quote.id);
  const { subscription, invoice } = declared("Quote", await stripe.quotes.accept(quote.id));
  expect(await stripe.subscriptions.retrieve(subscription as string)).toMatchObject({
    status: "active",
    latest_invoice: invoice,
  });
});

test("a quote has discounts, texts and prices of its own, is revised, and its invoice names it", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { id: product } = await stripe.products.create({ name: "Kettle" });
  const { id: rate } = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: "once" });
  const first = await stripe.quotes.create({
    customer,
    discounts: [{ coupon }],
    header: "Dear customer",
    footer: "Good until the end of the month",
    line_items: [{ price_data: { currency: "usd", product, unit_amount: 1000 }, quantity: 2, tax_rates: [rate] }],
    expand: ["line_items", "discounts"],
  });
  expect(declared("Quote", first)).toMatchObject({
    amount_total: 2160,
    discounts: [{ object: "discount", source: { coupon } }],
    footer: "Good until the end of the month",
    header: "Dear customer",
    line_items: { data: [{ amount_discount: 200, amount_tax: 360, amount_total: 2160 }] },
    total_details: { amount_discount: 200, amount_tax: 360 },
  });
  await stripe.quotes.finalizeQuote(first.id);
  const second = await stripe.quotes.create({ from_quote: { quote: first.id, is_revision: true } });
  expect(declared("Quote", second)).toMatchObject({ from_quote: { is_revision: true, quote: first.id } });
  await stripe.quotes.update(second.id, { header: "", discounts: "" });
  await stripe.quotes.finalizeQuote(second.id);
  expect((await stripe.quotes.retrieve(first.id)).status).toBe("canceled");
  const accepted = await stripe.quotes.accept(second.id, { expand: ["invoice"] });
  expect(accepted.invoice).toMatchObject({
    total: 2400,
    parent: { type: "quote_details", quote_details: { quote: second.id }, subscription_details: null },
  });
});

test("what a quote says of the subscription is so: a trial, or a schedule that begins later", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const price = await priceOf(stripe, "Club", { interval: "month" });
  const accept = async (data: Stripe.QuoteCreateParams.SubscriptionData) => {
    const line_items = [{ price }];
    const { id } = await stripe.quotes.create({ customer, line_items, subscription_data: data });
    await stripe.quotes.finalizeQuote(id);
    return declared("Quote", await stripe.quotes.accept(id));
  };
  const trial = await accept({ trial_period_days: 14, metadata: { a: "1" } });
  expect(trial.subscription_data).toMatchObject({ trial_period_days: 14, metadata: { a: "1" } });
  expect(trial.computed.upfront).toMatchObject({ amount_total: 0 });
  expect(await stripe.subscriptions.retrieve(trial.subscription as string)).toMatchObject({ status: "trialing" });
  const later = await accept({ effective_date: trial.created + 24 * 3600 });
  expect(later.subscription).toBeNull();
  const schedule = await stripe.subscriptionSchedules.retrieve(later.subscription_schedule as string);
  expect(schedule).toMatchObject({ status: "not_started", phases: [{ start_date: trial.created + 24 * 3600 }] });
});

test("a quote is taken back, is listed by its status, and takes nothing after that", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const line_items = [{ price: await priceOf(stripe, "Tea") }];
  const { id: kept } = await stripe.quotes.create({ customer, line_items });
  const { id } = await stripe.quotes.create({ customer, line_items });
  expect(declared("Quote", await stripe.quotes.cancel(id)).status).toBe("canceled");
  expect((await stripe.quotes.list({ customer, status: "draft" })).data.map((quote) => quote.id)).toEqual([kept]);
  expect(await failureOf(stripe.quotes.accept(id))).toMatchObject({ statusCode: 400, param: "quote" });
  const withFooter = stripe.quotes.create({ customer, line_items, invoice_settings: { footer: "Thanks" } });
  expect(await failureOf(withFooter)).toMatchObject({ statusCode: 400, param: "invoice_settings" });
  expect((await stripe.quotes.list()).data).toHaveLength(2);
});
