import { describe, expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["Invoice", "PaymentMethod", "Subscription"]);
const daySeconds = 24 * 3600;

describe("what an invoice is issued with", () => {
  test("is shown, and the payment has what of it is the payment's", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    await stripe.invoiceItems.create({ customer, amount: 1000, currency: "usd" });
    const draft = await stripe.invoices.create({
      customer,
      pending_invoice_items_behavior: "include",
      number: "2027/A-17",
      effective_at: 1_700_000_000,
      statement_descriptor: "TEA CLUB",
      payment_settings: {
        payment_method_types: ["card", "link"],
        payment_method_options: { card: { request_three_d_secure: "automatic" } },
      },
    });
    expect(declared("Invoice", draft)).toMatchObject({
      number: "2027/A-17",
      effective_at: 1_700_000_000,
      statement_descriptor: "TEA CLUB",
      payment_settings: { payment_method_types: ["card"], payment_method_options: null },
    });
    await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false });
    const paid = await stripe.invoices.pay(draft.id, { expand: ["payments.data.payment.payment_intent"] });
    const [payment] = declared("Invoice", paid).payments?.data ?? [];
    expect(payment?.payment.payment_intent).toMatchObject({
      payment_method_types: ["card"],
      statement_descriptor: "TEA CLUB",
    });
    const found = await stripe.invoices.search({ query: "number:'2027/A-17'" });
    expect(found.data.map(({ id }) => id)).toEqual([draft.id]);
    const taken = await failureOf(stripe.invoices.create({ customer, number: "2027/A-17" }));
    expect(taken).toMatchObject({ statusCode: 400, param: "number" });
  });

  test("is unset by an empty text, and types that are not imitated limit nothing", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const { id } = await stripe.invoices.create({
      customer,
      number: "A-1",
      payment_settings: { payment_method_types: ["card"] },
    });
    const unset = await stripe.invoices.update(id, { number: "", payment_settings: { payment_method_types: "" } });
    expect(unset).toMatchObject({ number: null, payment_settings: { payment_method_types: null } });
    const other = await stripe.invoices.create({ customer, payment_settings: { payment_method_types: ["paypal"] } });
    expect(other.payment_settings.payment_method_types).toBeNull();
  });

  test("is found by when it is due", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const { created: now } = await stripe.invoices.create({ customer });
    const due = async (days: number) => {
      const sent = { collection_method: "send_invoice", due_date: now + days * daySeconds } as const;
      return (await stripe.invoices.create({ customer, ...sent })).id;
    };
    const [one, two] = [await due(1), await due(2)];
    const listed = await stripe.invoices.list({ due_date: { gt: now + daySeconds } });
    expect(listed.data.map(({ id }) => id)).toEqual([two]);
    expect((await stripe.invoices.list({ due_date: now + daySeconds })).data.map(({ id }) => id)).toEqual([one]);
  });
});

test("subscriptions are searched, and a customer's payment method is read as his", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 500,
    recurring: { interval: "month" },
    product_data: { name: "Tea" },
  });
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    metadata: { order: "7" },
    payment_settings: { payment_method_types: ["card", "link"], save_default_payment_method: "on_subscription" },
  });
  const found = await stripe.subscriptions.search({ query: "status:'active' AND metadata['order']:'7'" });
  expect(found.url).toBe("/v1/subscriptions/search");
  expect(found.data.map((each) => declared("Subscription", each).id)).toEqual([id]);
  expect(found.data[0]!.payment_settings).toMatchObject({
    payment_method_types: ["card"],
    save_default_payment_method: "on_subscription",
  });
  const { data } = await stripe.customers.listPaymentMethods(customer);
  const method = await stripe.customers.retrievePaymentMethod(customer, data[0]!.id);
  expect(declared("PaymentMethod", method)).toMatchObject({ id: data[0]!.id, customer });
  const { id: other } = await stripe.customers.create({});
  const failure = await failureOf(stripe.customers.retrievePaymentMethod(other, data[0]!.id));
  expect(failure).toMatchObject({ statusCode: 404, code: "resource_missing" });
});
