import { describe, expect, test } from "vitest";

import { failureOf, plain, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring([
  "CustomerBalanceTransaction",
  "DeletedInvoice",
  "DeletedInvoiceItem",
  "Event",
  "Invoice",
  "InvoiceItem",
  "InvoiceLineItem",
  "InvoicePayment",
  "Plan",
  "TaxRate",
]);

describe("every object is as the official client declares it, through the life of", () => {
  test("an invoice: a draft, finalised, paid by its own payment", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await stripe.prices.create({ currency: "usd", unit_amount: 300, product_data: { name: "Tea" } });
    const item = declared(
      "InvoiceItem",
      await stripe.invoiceItems.create({ customer, pricing: { price: price.id }, quantity: 2 }),
    );
    expect(item).toMatchObject({ amount: 600, invoice: null, pricing: { price_details: { price: price.id } } });
    await stripe.invoiceItems.create({ customer, amount: 1000, currency: "usd", description: "Delivery" });
    const draft = declared(
      "Invoice",
      await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include", auto_advance: false }),
    );
    expect(draft).toMatchObject({ status: "draft", number: null, total: 1600, parent: null });
    const lines = await stripe.invoices.listLineItems(draft.id, { limit: 100 });
    for (const line of lines.data) declared("InvoiceLineItem", line);
    expect(lines).toMatchObject({ url: `/v1/invoices/${draft.id}/lines`, data: [{ amount: 600 }, { amount: 1000 }] });
    expect(plain(lines.data[0] ?? {})).toMatchObject({
      parent: { type: "invoice_item_details", invoice_item_details: { invoice_item: item.id } },
      pricing: { price_details: { price: price.id, product: price.product }, unit_amount_decimal: "300" },
    });
    const noted = await stripe.invoices.update(draft.id, { metadata: { order: "7" }, description: "Tea and delivery" });
    expect(declared("Invoice", noted).metadata).toEqual({ order: "7" });
    const open = await stripe.invoices.finalizeInvoice(draft.id, { expand: ["confirmation_secret", "payments"] });
    const [payment] = declared("Invoice", open).payments?.data ?? [];
    expect(open).toMatchObject({ status: "open", amount_due: 1600, number: "INV-000001" });
    declared("InvoicePayment", payment ?? {});
    const intent = payment?.payment.payment_intent as string;
    expect(open.confirmation_secret?.client_secret.startsWith(`${intent}_secret_`)).toBe(true);
    const paid = await stripe.invoices.pay(draft.id, { expand: ["payments.data.payment.payment_intent"] });
    expect(declared("Invoice", paid)).toMatchObject({
      status: "paid",
      amount_remaining: 0,
      payments: { data: [{ status: "paid", payment: { payment_intent: { id: intent, status: "succeeded" } } }] },
    });
    const found = await stripe.invoices.search({ query: "metadata['order']:'7'" });
    expect(found.data.map(({ id }) => id)).toEqual([draft.id]);
    const payments = await stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent: intent } });
    expect(payments.data.map(({ invoice }) => invoice)).toEqual([draft.id]);
    expect((await stripe.invoicePayments.list({ status: "paid", invoice: draft.id })).data).toEqual(payments.data);
    expect((await stripe.invoicePayments.list({ status: "open" })).data).toEqual([]);
    declared("InvoicePayment", await stripe.invoicePayments.retrieve(payments.data[0]?.id ?? ""));
  });

  test("an invoice that the clock pays, and one of nothing: neither goes on", async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    await stripe.invoiceItems.create({ customer, amount: 1000, currency: "usd" });
    const terms = { customer, pending_invoice_items_behavior: "include", auto_advance: true } as const;
    const { id, ...draft } = await stripe.invoices.create(terms);
    expect(draft).toMatchObject({ attempted: false, auto_advance: true });
    const nothing = await stripe.invoices.create(terms);
    await sandbox.clock.advance(3 * 3600);
    expect(declared("Invoice", await stripe.invoices.retrieve(id))).toMatchObject({
      attempt_count: 1,
      attempted: true,
      auto_advance: false,
      status: "paid",
    });
    expect(await stripe.invoices.retrieve(nothing.id)).toMatchObject({
      amount_due: 0,
      attempt_count: 0,
      attempted: true,
      auto_advance: false,
      status: "paid",
    });
    const [told] = (await stripe.events.list({ type: "invoice.paid" })).data;
    expect(told?.data.object).toMatchObject({ attempted: true, auto_advance: false });
  });

  test("an invoice whose lines are written by hand", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await stripe.prices.create({ currency: "usd", unit_amount: 300, product_data: { name: "Tea" } });
    const product = price.product as string;
    const rate = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
    const { id } = await stripe.invoices.create({ customer, auto_advance: false });
    const lined = await stripe.invoices.addLines(id, {
      lines: [
        { amount: 1000, description: "Delivery", tax_rates: [rate.id] },
        { pricing: { price: price.id }, quantity: 2 },
        { price_data: { currency: "usd", product, unit_amount: 50 }, quantity: 3 },
      ],
      invoice_metadata: { order: "7" },
    });
    expect(declared("Invoice", lined)).toMatchObject({ total: 1950, metadata: { order: "7" } });
    const [delivery, tea, sample] = lined.lines.data;
    const changed = await stripe.invoices.updateLineItem(id, delivery!.id, { amount: 2000, tax_rates: "" });
    expect(declared("InvoiceLineItem", changed)).toMatchObject({ amount: 2000, taxes: [] });
    const updated = await stripe.invoices.updateLines(id, {
      lines: [{ id: tea!.id, quantity: 5, description: "Green tea" }],
    });
    expect(declared("Invoice", updated).lines.data[1]).toMatchObject({ amount: 1500, description: "Green tea" });
    const removed = await stripe.invoices.removeLines(id, { lines: [{ id: sample!.id, behavior: "unassign" }] });
    expect(declared("Invoice", removed)).toMatchObject({ total: 3500 });
    const { data } = await stripe.invoiceItems.list({ customer, pending: true });
    expect(data.map(({ amount }) => amount)).toEqual([150]);
    const other = await failureOf(
      stripe.invoices.addLines(id, {
        lines: [{ price_data: { currency: "eur", product, unit_amount: 50 } }],
      }),
    );
    expect(other).toMatchObject({ statusCode: 400, param: "lines[0][price_data][currency]" });
    const below = await failureOf(
      stripe.invoices.addLines(id, { lines: [{ pricing: { price: price.id }, quantity: -1 }] }),
    );
    expect(below).toMatchObject({ statusCode: 400, param: "lines[0][quantity]" });
    await stripe.invoices.finalizeInvoice(id);
    const late = await failureOf(stripe.invoices.addLines(id, { lines: [{ amount: 5 }] }));
    expect(late).toMatchObject({ statusCode: 400, type: "StripeInvalidRequestError", param: "invoice" });
  });

  test("an invoice whose card is declined, one that is void, one that is written off, and a draft that is deleted", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe, "pm_card_chargeCustomerFail");
    const bill = async (amount = 2000) => {
      await stripe.invoiceItems.create({ customer, amount, currency: "usd" });
      return stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
    };
    const refused = await bill();
    const failure = await failureOf(stripe.invoices.pay((await stripe.invoices.finalizeInvoice(refused.id)).id));
    expect(failure).toMatchObject({ statusCode: 402, type: "StripeCardError", code: "card_declined" });
    const tried = declared("Invoice", await stripe.invoices.retrieve(refused.id));
    expect(tried).toMatchObject({ status: "open", attempted: true, attempt_count: 1 });
    const bad = await stripe.invoices.markUncollectible(refused.id);
    expect(declared("Invoice", bad).status).toBe("uncollectible");
    const taken = await stripe.invoices.finalizeInvoice((await bill()).id);
    expect(declared("Invoice", await stripe.invoices.voidInvoice(taken.id)).status).toBe("void");
    const { data: payments } = await stripe.paymentIntents.list();
    expect(payments.find(({ status }) => status === "canceled")?.cancellation_reason).toBe("void_invoice");
    const again = await failureOf(stripe.invoices.finalizeInvoice(taken.id));
    expect(again).toMatchObject({ statusCode: 400, type: "StripeInvalidRequestError", param: "invoice" });
    declared("DeletedInvoice", await stripe.invoices.del((await bill()).id));
    const [waiting] = (await stripe.invoiceItems.list({ pending: true, customer })).data;
    const changed = await stripe.invoiceItems.update(waiting?.id ?? "", { amount: -700 });
    expect(declared("InvoiceItem", changed).amount).toBe(-700);
    const credit = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
    await stripe.invoices.finalizeInvoice(credit.id);
    const { data: changes } = await stripe.customers.listBalanceTransactions(customer);
    expect(declared("CustomerBalanceTransaction", changes[0] ?? {})).toMatchObject({
      amount: -700,
      invoice: credit.id,
    });
    const item = await stripe.invoiceItems.create({ customer, amount: 5, currency: "usd" });
    declared("DeletedInvoiceItem", await stripe.invoiceItems.del(item.id));
  });

  test("a tax rate", async () => {
    const { stripe } = await startStripe();
    const created = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 8.875 });
    const rate = declared("TaxRate", created);
    expect(rate).toMatchObject({ percentage: 8.875, effective_percentage: 8.875, active: true });
    expect((await stripe.taxRates.update(rate.id, { active: false })).active).toBe(false);
    expect((await stripe.taxRates.list({ active: false })).data.map(({ id }) => id)).toEqual([rate.id]);
    declared("TaxRate", await stripe.taxRates.retrieve(rate.id));
  });

  test("a plan, which is a recurring price", async () => {
    const { stripe } = await startStripe();
    const plan = declared(
      "Plan",
      await stripe.plans.create({
        amount: 1500,
        currency: "usd",
        interval: "month",
        interval_count: 3,
        product: { name: "Gold" },
        nickname: "Quarterly",
      }),
    );
    expect(plan).toMatchObject({ object: "plan", amount: 1500, interval: "month", interval_count: 3 });
    const product = plan.product as string;
    expect(await stripe.prices.retrieve(plan.id)).toMatchObject({ unit_amount: 1500, product });
    await stripe.prices.create({ currency: "usd", unit_amount: 300, product });
    const listed = await stripe.plans.list({ product });
    expect(listed.data.map(({ id, object }) => [id, object])).toEqual([[plan.id, "plan"]]);
    expect(declared("Plan", await stripe.plans.update(plan.id, { active: false })).active).toBe(false);
    declared("Plan", await stripe.plans.retrieve(plan.id));
  });

  test("every event that invoices are told by", async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    await stripe.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
    await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include", auto_advance: true });
    await sandbox.clock.advance(2 * 3600);
    const { data: events } = await stripe.events.list({ limit: 100 });
    for (const event of events) declared("Event", event);
    const types = events.map(({ type }) => type).toReversed();
    expect(types.filter((type) => type.startsWith("invoice"))).toEqual([
      "invoiceitem.created",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
  });
});
