import { expect, test } from "vitest";

import { failureOf, plain, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring([
  "CreditNote",
  "CreditNoteLineItem",
  "Customer",
  "CustomerBalanceTransaction",
  "DeletedDiscount",
  "Discount",
  "Event",
  "Invoice",
  "InvoiceItem",
  "InvoiceLineItem",
]);

test("an invoice with a discount and a tax shows both, line by line", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
  const rate = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
  const item = await stripe.invoiceItems.create({
    customer,
    amount: 1000,
    currency: "usd",
    tax_rates: [rate.id],
    expand: ["customer"],
  });
  expect(declared("InvoiceItem", item).tax_rates).toMatchObject([{ id: rate.id, object: "tax_rate", percentage: 20 }]);
  const invoice = await stripe.invoices.create({
    customer,
    pending_invoice_items_behavior: "include",
    default_tax_rates: [rate.id],
    discounts: [{ coupon: coupon.id }],
    expand: ["discounts"],
  });
  expect(declared("Invoice", invoice)).toMatchObject({
    subtotal: 1000,
    total: 600,
    total_excluding_tax: 500,
    default_tax_rates: [{ id: rate.id }],
    total_taxes: [{ amount: 100, tax_behavior: "exclusive", tax_rate_details: { tax_rate: rate.id } }],
    total_discount_amounts: [{ amount: 500 }],
  });
  const [discount] = invoice.discounts;
  declared("Discount", discount as object);
  expect(discount).toMatchObject({ object: "discount", source: { coupon: coupon.id, type: "coupon" } });
  for (const line of invoice.lines.data) declared("InvoiceLineItem", line);
});

test("a preview and a draft take the customer's credit into account", async () => {
  const { stripe } = await startStripe();
  const product = await stripe.products.create({ name: "Tea" });
  const recurring = { interval: "month" } as const;
  const price = await stripe.prices.create({ product: product.id, currency: "usd", unit_amount: 999, recurring });
  const customer = await payerOf(stripe);
  await stripe.customers.createBalanceTransaction(customer, { amount: -5600, currency: "usd" });
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const preview = await stripe.invoices.createPreview({ subscription });
  expect(preview).toMatchObject({ total: 999, starting_balance: -4601, amount_due: 0, amount_remaining: 0 });
  await stripe.invoiceItems.create({ customer, amount: 5000, currency: "usd" });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect(draft).toMatchObject({ total: 5000, starting_balance: -4601, amount_due: 399 });
  expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({ amount_due: 399 });
});

test("a credit note of an open invoice lowers it, and one of a paid invoice gives money back", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const bill = async () => {
    await stripe.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
    const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
    return stripe.invoices.finalizeInvoice(draft.id);
  };
  const open = await bill();
  const custom = { type: "custom_line_item", unit_amount: 500, quantity: 1, description: "Sorry" } as const;
  const preview = await stripe.creditNotes.preview({ invoice: open.id, lines: [custom] });
  expect(declared("CreditNote", preview).total).toBe(500);
  const note = await stripe.creditNotes.create({ invoice: open.id, lines: [custom], reason: "order_change" });
  expect(declared("CreditNote", note)).toMatchObject({ amount: 500, pre_payment_amount: 500, status: "issued" });
  const lines = await stripe.creditNotes.listLineItems(note.id);
  expect(plain(declared("CreditNoteLineItem", lines.data[0] ?? {}))).toMatchObject({ unit_amount_decimal: "500" });
  const lowered = await stripe.invoices.retrieve(open.id);
  expect(lowered).toMatchObject({ amount_remaining: 1500, pre_payment_credit_notes_amount: 500 });
  const noted = await stripe.creditNotes.update(note.id, { memo: "By mistake", metadata: { a: "1" } });
  expect(declared("CreditNote", noted)).toMatchObject({ memo: "By mistake", metadata: { a: "1" } });
  expect(declared("CreditNote", await stripe.creditNotes.voidCreditNote(note.id)).status).toBe("void");

  const paid = await stripe.invoices.pay((await bill()).id);
  const back = await stripe.creditNotes.create({
    invoice: paid.id,
    amount: 700,
    refund_amount: 400,
    credit_amount: 300,
  });
  const refunded = declared("CreditNote", back);
  expect(refunded).toMatchObject({ post_payment_amount: 700, refunds: [{ amount_refunded: 400, type: "refund" }] });
  const { data: changes } = await stripe.customers.listBalanceTransactions(customer);
  expect(declared("CustomerBalanceTransaction", changes[0] ?? {})).toMatchObject({
    amount: -300,
    type: "credit_note",
    credit_note: back.id,
  });
  const adjusted = await stripe.customers.createBalanceTransaction(customer, { amount: -100, currency: "usd" });
  declared("CustomerBalanceTransaction", adjusted);
  const described = await stripe.customers.updateBalanceTransaction(customer, adjusted.id, { description: "A gift" });
  expect(described).toMatchObject({ description: "A gift", ending_balance: -400 });
  declared("CustomerBalanceTransaction", await stripe.customers.retrieveBalanceTransaction(customer, adjusted.id));
  expect((await stripe.creditNotes.list({ customer })).data.map(({ id }) => id)).toEqual([back.id, note.id]);
  const payments = await stripe.invoicePayments.list({ invoice: paid.id });
  const intent = payments.data[0]?.payment.payment_intent as string;
  const refund = await stripe.refunds.create({ payment_intent: intent, amount: 200 });
  const linked = await stripe.creditNotes.create({
    invoice: paid.id,
    amount: 200,
    refunds: [{ type: "refund", refund: refund.id }],
  });
  expect(declared("CreditNote", linked).refunds).toMatchObject([{ amount_refunded: 200, refund: refund.id }]);
  await stripe.invoices.markUncollectible(open.id);
  const forgiven = await stripe.creditNotes.create({ invoice: open.id, amount: 2000 });
  expect(declared("CreditNote", forgiven)).toMatchObject({ pre_payment_amount: 2000, type: "pre_payment" });
  expect((await stripe.invoices.retrieve(open.id)).status).toBe("paid");
  const { data: events } = await stripe.events.list({ type: "credit_note.*" });
  for (const event of events) declared("Event", event);
  expect(events.map(({ type }) => type).toReversed()).toEqual([
    "credit_note.created",
    "credit_note.updated",
    "credit_note.voided",
    "credit_note.created",
    "credit_note.created",
    "credit_note.created",
  ]);
});

test("a customer shows his balance, his discount, and whether a payment failed, wherever he is shown whole", async () => {
  const { stripe } = await startStripe();
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
  const created = declared(
    "Customer",
    await stripe.customers.create({
      name: "Ann",
      balance: -300,
      payment_method: "pm_card_chargeCustomerFail",
      invoice_settings: { default_payment_method: "pm_card_chargeCustomerFail" },
    }),
  );
  expect(created).toMatchObject({ balance: -300, currency: "usd", delinquent: false, discount: null });
  const { id } = created;
  await stripe.customers.update(id, { coupon: coupon.id } as never);
  await stripe.invoiceItems.create({ customer: id, amount: 5000, currency: "usd" });
  const draft = await stripe.invoices.create({ customer: id, pending_invoice_items_behavior: "include" });
  await failureOf(stripe.invoices.pay(draft.id));
  const customer = declared("Customer", await stripe.customers.retrieve(id));
  expect(customer).toMatchObject({
    balance: 0,
    currency: "usd",
    delinquent: true,
    discount: { object: "discount", source: { coupon: coupon.id } },
    invoice_prefix: "INV",
    next_invoice_sequence: 2,
  });
  expect((await stripe.customers.list()).data.map(plain)).toEqual([plain(customer)]);
  expect((await stripe.customers.search({ query: "name:'Ann'" })).data.map(plain)).toEqual([plain(customer)]);
  const { customer: shown } = await stripe.invoices.retrieve(draft.id, { expand: ["customer"] });
  expect(shown).toEqual(plain(customer));
  expect(await stripe.customers.update(id, { balance: 120 })).toMatchObject({ balance: 120 });
  const { discount } = customer as { discount: { id: string } };
  expect(declared("DeletedDiscount", await stripe.customers.deleteDiscount(id))).toMatchObject({
    id: discount.id,
    customer: id,
    deleted: true,
  });
  expect(await stripe.customers.retrieve(id)).toMatchObject({ discount: null });
  expect(await failureOf(stripe.customers.deleteDiscount(id))).toMatchObject({ statusCode: 404 });
});
