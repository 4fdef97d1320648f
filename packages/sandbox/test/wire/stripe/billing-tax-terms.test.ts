import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring } from "./declared.ts";

const declared = declaring(["CreditNote", "Customer", "Event", "Invoice", "InvoiceLineItem", "Quote", "TaxId"]);

/** A customer who is charged by card, as the taxes treat him. */
const payerWith = (stripe: Stripe, terms: Stripe.CustomerCreateParams): Promise<Stripe.Customer> =>
  stripe.customers.create({
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
    ...terms,
  });

/** The two lines of Stripe's table: 100 with 10 % in it, and 100 with 10 % on top. */
async function invoiceOf(stripe: Stripe, customer: string): Promise<Stripe.Invoice> {
  for (const inclusive of [true, false]) {
    const { id } = await stripe.taxRates.create({ display_name: "VAT", inclusive, percentage: 10 });
    await stripe.invoiceItems.create({ customer, amount: 10_000, currency: "eur", tax_rates: [id] });
  }
  const draft = await stripe.invoices.create({ customer, currency: "eur", pending_invoice_items_behavior: "include" });
  return stripe.invoices.finalizeInvoice(draft.id);
}

test.each([
  ["exempt", "customer_exempt"],
  ["reverse", "reverse_charge"],
] as const)("a customer who is %s pays neither the tax on a price nor the one in it", async (status, reason) => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer } = await payerWith(stripe, { tax_exempt: status });
  const invoice = declared("Invoice", await invoiceOf(stripe, customer));
  expect(invoice).toMatchObject({
    customer_tax_exempt: status,
    subtotal: 20_000,
    total_excluding_tax: 19_091,
    total: 19_091,
    amount_due: 19_091,
    total_taxes: [
      { amount: 0, taxable_amount: 9091, tax_behavior: "inclusive", taxability_reason: reason },
      { amount: 0, taxable_amount: 10_000, tax_behavior: "exclusive", taxability_reason: reason },
    ],
  });
  for (const line of invoice.lines.data) declared("InvoiceLineItem", line);
  await stripe.invoices.pay(invoice.id);
  const [within] = invoice.lines.data;
  const half = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: "invoice_line_item", invoice_line_item: within?.id ?? "", amount: 5000 }],
    refund_amount: 4546,
  });
  expect(declared("CreditNote", half)).toMatchObject({ total: 4546, total_taxes: [{ amount: 0 }] });
  const rest = await stripe.creditNotes.create({ invoice: invoice.id, amount: 14_545, credit_amount: 14_545 });
  expect(declared("CreditNote", rest)).toMatchObject({ total: 14_545, total_taxes: [] });
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});

test("a customer who is not exempt is taxed, and exempting him changes his draft and his quotes", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer, tax_exempt: before } = await payerWith(stripe, {});
  expect(before).toBe("none");
  const { id: rate } = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 19 });
  await stripe.invoiceItems.create({ customer, amount: 1000, currency: "eur", tax_rates: [rate] });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect(draft).toMatchObject({ total: 1190, total_taxes: [{ taxability_reason: "not_available" }] });
  const exempted = await stripe.customers.update(customer, { tax_exempt: "reverse" });
  expect(declared("Customer", exempted).tax_exempt).toBe("reverse");
  expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({
    total: 1000,
    customer_tax_exempt: "reverse",
  });
  const { id: product } = await stripe.products.create({ name: "Consulting" });
  const item = { price_data: { currency: "eur", product, unit_amount: 1000 }, tax_rates: [rate] };
  const quote = await stripe.quotes.create({ customer, line_items: [item] });
  expect(declared("Quote", quote)).toMatchObject({ amount_total: 1000, total_details: { amount_tax: 0 } });
  const cleared = await stripe.customers.update(customer, { tax_exempt: "" });
  expect(cleared.tax_exempt).toBe("none");
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
});

test("an exempt customer's subscription is earned by the day without the tax that is in its price", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer } = await payerWith(stripe, { tax_exempt: "exempt" });
  const { id: rate } = await stripe.taxRates.create({ display_name: "VAT", inclusive: true, percentage: 20 });
  const price = await stripe.prices.create({
    currency: "eur",
    unit_amount: 1200,
    product_data: { name: "Plan" },
    recurring: { interval: "month" },
  });
  await stripe.subscriptions.create({ customer, items: [{ price: price.id }], default_tax_rates: [rate] });
  await sandbox.clock.advance(70 * 24 * 3600);
  const { data } = await stripe.invoices.list({ customer });
  expect(data.map(({ total, status }) => [total, status])).toEqual([
    [1000, "paid"],
    [1000, "paid"],
    [1000, "paid"],
  ]);
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true });
  expect(await sandbox.client.ledger.verify()).toMatchObject({ valid: true });
});

test("tax ids: given, verified by Stripe's test numbers, shown on invoices, and taken away", async () => {
  const { stripe } = await startStripe();
  const customer = await payerWith(stripe, {
    tax_id_data: [{ type: "eu_vat", value: "DE123456789" }],
    expand: ["tax_ids"],
  });
  expect(declared("Customer", customer).tax_ids).toMatchObject({
    url: `/v1/customers/${customer.id}/tax_ids`,
    data: [{ country: "DE", verification: { status: "pending" } }],
  });
  const known = await stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "000000000" });
  expect(declared("TaxId", known)).toMatchObject({
    country: null,
    customer: customer.id,
    owner: { type: "customer", customer: customer.id },
    verification: { status: "pending" },
  });
  const { data: told } = await stripe.events.list({ types: ["customer.tax_id.updated"] });
  const answered = told[0] as Stripe.Event;
  expect(declared("Event", answered).data).toMatchObject({
    object: { id: known.id, verification: { status: "verified" } },
    previous_attributes: { verification: { status: "pending" } },
  });
  const ein = await stripe.customers.createTaxId(customer.id, { type: "us_ein", value: "12-3456789" });
  expect(ein).toMatchObject({ country: "US", verification: { status: "unavailable" } });
  const invoice = await invoiceOf(stripe, customer.id);
  const shown = [
    { type: "eu_vat", value: "DE123456789" },
    { type: "eu_vat", value: "000000000" },
    { type: "us_ein", value: "12-3456789" },
  ];
  expect(invoice.customer_tax_ids).toEqual(shown);
  const page = await (await fetch(invoice.hosted_invoice_url ?? "")).text();
  expect(page).toContain("tax id DE123456789");
  expect(await stripe.customers.deleteTaxId(customer.id, ein.id)).toMatchObject({ id: ein.id, deleted: true });
  const left = await stripe.customers.listTaxIds(customer.id);
  expect(left.data.map(({ value }) => value)).toEqual(["000000000", "DE123456789"]);
  expect(await stripe.customers.retrieveTaxId(customer.id, known.id)).toMatchObject({
    verification: { status: "verified" },
  });
  expect((await stripe.invoices.retrieve(invoice.id)).customer_tax_ids).toEqual(shown);
  const other = await payerWith(stripe, {});
  expect(await failureOf(stripe.customers.retrieveTaxId(other.id, known.id))).toMatchObject({ statusCode: 404 });
  const wrong = { type: "moon_vat", value: "1" } as unknown as Stripe.CustomerCreateTaxIdParams;
  expect(await failureOf(stripe.customers.createTaxId(customer.id, wrong))).toMatchObject({ param: "type" });
});

test("what a customer's invoices show besides is kept, and each invoice has it unless it has its own", async () => {
  const { stripe } = await startStripe();
  const fields = [{ name: "Purchase order", value: "PO-9" }];
  const customer = await payerWith(stripe, {
    preferred_locales: ["de", "en"],
    invoice_settings: { custom_fields: fields, footer: "Thank you" },
  });
  expect(declared("Customer", customer)).toMatchObject({
    preferred_locales: ["de", "en"],
    invoice_settings: { custom_fields: fields, footer: "Thank you", default_payment_method: null },
  });
  const invoice = declared("Invoice", await invoiceOf(stripe, customer.id));
  expect(invoice).toMatchObject({ custom_fields: fields, footer: "Thank you" });
  const page = await (await fetch(invoice.hosted_invoice_url ?? "")).text();
  expect(page).toContain("Purchase order: PO-9");
  expect(page).toContain("Thank you");
  const own = await stripe.invoices.create({
    customer: customer.id,
    custom_fields: [{ name: "Project", value: "Alpha" }],
    footer: "Pay soon",
  });
  expect(own).toMatchObject({ custom_fields: [{ name: "Project", value: "Alpha" }], footer: "Pay soon" });
  const bare = await stripe.invoices.update(own.id, { custom_fields: "", footer: "" });
  expect(bare).toMatchObject({ custom_fields: null, footer: null });
  await stripe.customers.update(customer.id, { invoice_settings: { footer: "" } });
  const changed = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
  expect(changed.invoice_settings).toMatchObject({ custom_fields: fields, footer: null });
});

test("tax ids are made, listed and deleted by themselves, too", async () => {
  const { stripe } = await startStripe();
  const [{ id: customer }, { id: other }] = [await stripe.customers.create(), await stripe.customers.create()];
  const made = await stripe.taxIds.create({
    type: "eu_vat",
    value: "DE123456789",
    owner: { type: "customer", customer },
  });
  expect(made).toMatchObject({ object: "tax_id", customer, owner: { type: "customer", customer } });
  await stripe.customers.createTaxId(other, { type: "eu_vat", value: "FRAB123456789" });
  const own = await stripe.taxIds.list({ owner: { type: "customer", customer } });
  expect(own).toMatchObject({ url: "/v1/tax_ids", data: [{ id: made.id }] });
  expect((await stripe.taxIds.list()).data).toHaveLength(2);
  expect(await stripe.taxIds.retrieve(made.id)).toMatchObject({ value: "DE123456789" });
  expect(await stripe.taxIds.del(made.id)).toMatchObject({ id: made.id, deleted: true });
  for (const owner of [undefined, { type: "self" } as const]) {
    const refused = await failureOf(stripe.taxIds.create({ type: "eu_vat", value: "DE1", ...(owner && { owner }) }));
    expect(refused).toMatchObject({ statusCode: 400, param: owner ? "owner[type]" : "owner" });
  }
});
