import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventsOf } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

/** A finalised invoice of 20.00 dollars. */
async function openInvoice(client: Client) {
  const { id: customer } = await client.customers.create({});
  await client.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
  const draft = await client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  return client.invoices.finalize(draft.id);
}

test("the payment of an invoice is shown as it stands: open, paid or canceled", async () => {
  const { client } = await startSandbox();
  const first = await openInvoice(client);
  const [payment] = (await client.invoicePayments.list({ invoice: first.id })).data;
  expect(payment).toMatchObject({
    id: first.id.replace("in_", "inpay_"),
    status: "open",
    amount_requested: 2000,
    amount_paid: null,
    payment_intent: first.payment_intent,
  });
  const paid = await client.invoices.pay(first.id, { payment_method: "pm_card_visa", expand: ["payments"] });
  expect(paid).toMatchObject({ payments: { data: [{ id: payment?.id, status: "paid", amount_paid: 2000 }] } });
  const second = await openInvoice(client);
  await client.invoices.void(second.id);
  const third = await openInvoice(client);
  await client.invoices.pay(third.id, { paid_out_of_band: true });
  const { data } = await client.invoicePayments.list({});
  expect(data.map(({ invoice, status }) => [invoice, status])).toEqual([
    [third.id, "canceled"],
    [second.id, "canceled"],
    [first.id, "paid"],
  ]);
  const behind = await client.invoicePayments.list({ starting_after: data[1]!.id });
  expect(behind.data.map(({ invoice }) => invoice)).toEqual([first.id]);
  expect(await client.invoicePayments.get(data[2]!.id, { expand: ["invoice", "payment_intent"] })).toMatchObject({
    invoice: { id: first.id },
    payment_intent: { status: "succeeded" },
  });
});

test("payments are listed by how they stand, and the one that paid is told of", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const [open, paid, elsewhere, credited] = [
    await openInvoice(client),
    await openInvoice(client),
    await openInvoice(client),
    await openInvoice(client),
  ];
  await client.invoices.pay(paid.id, { payment_method: "pm_card_visa" });
  await client.invoices.pay(elsewhere.id, { paid_out_of_band: true });
  await client.creditNotes.create({ invoice: credited.id, amount: 2000 });
  const { customer } = open;
  await client.customerBalanceTransactions.create({ customer, amount: -5000, currency: "usd" });
  await client.invoiceItems.create({ customer, amount: 300, currency: "usd" });
  const byBalance = await client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect(await client.invoices.finalize(byBalance.id)).toMatchObject({ status: "paid", payment_intent: null });
  const invoicesBy = async (status: "open" | "paid" | "canceled") =>
    (await client.invoicePayments.list({ status })).data.map(({ invoice }) => invoice);
  expect(await invoicesBy("open")).toEqual([open.id]);
  expect(await invoicesBy("paid")).toEqual([paid.id]);
  expect(await invoicesBy("canceled")).toEqual([credited.id, elsewhere.id]);
  const told = (await eventsOf(client)).filter(({ type }) => type === "invoice_payment.paid");
  expect(told.map(({ data }) => data.object)).toMatchObject([
    { object: "invoice_payment", invoice: paid.id, status: "paid", amount_paid: 2000, amount_requested: 2000 },
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a draft has no payment, and one that is not there is missing", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const draft = await client.invoices.create({ customer });
  expect((await client.invoicePayments.list({})).data).toEqual([]);
  const failure = await failureOf(client.invoicePayments.get(draft.id.replace("in_", "inpay_")));
  expect(failure).toMatchObject({ code: "resource_missing", param: "id" });
});

test("a line says which product it is for and what a unit of it costs", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const price = await client.prices.create({
    currency: "usd",
    unit_amount: 300,
    currency_options: { eur: { unit_amount: 250 } },
    product_data: { name: "Tea" },
  });
  const item = await client.invoiceItems.create({ customer, price: price.id, quantity: 2, currency: "eur" });
  expect(item).toMatchObject({ amount: 500, unit_amount: 250, product: price.product });
  await client.invoiceItems.create({ customer, amount: 70, currency: "eur" });
  const { id } = await client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  expect((await client.invoices.lines(id)).data).toMatchObject([
    { amount: 500, quantity: 2, unit_amount: 250, product: price.product },
    { amount: 70, quantity: 1, unit_amount: 70, product: null },
  ]);
  expect(await failureOf(client.invoices.lines("in_none"))).toMatchObject({ code: "resource_missing", param: "id" });
});

test("invoices are searched by what they come to and by whom they are for", async () => {
  const { client } = await startSandbox();
  const { id, customer } = await openInvoice(client);
  await openInvoice(client);
  const found = await client.invoices.search({ query: `customer:'${customer}' AND total>1000 AND status:'open'` });
  expect(found.data.map((invoice) => invoice.id)).toEqual([id]);
});

test("a draft that is paid is finalised first, and a decline leaves it open", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const draft = async () => {
    await client.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
    return client.invoices.create({ customer, pending_invoice_items_behavior: "include" });
  };
  const paid = await client.invoices.pay((await draft()).id, { payment_method: "pm_card_visa" });
  expect(paid).toMatchObject({ status: "paid", number: "INV-000001", amount_paid: 2000 });
  const { id } = await draft();
  const nothing = await failureOf(client.invoices.pay(id));
  expect(nothing).toMatchObject({ code: "parameter_missing", param: "payment_method" });
  expect(await client.invoices.get(id)).toMatchObject({ status: "draft", number: null });
  await failureOf(client.invoices.pay(id, { payment_method: "pm_card_visa_chargeDeclined" }));
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 1 });
});

test("an invoice of nothing is paid with nothing, but not with a method that is not there", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const draft = await client.invoices.create({ customer });
  const before = (await eventsOf(client)).length;
  const missing = await failureOf(client.invoices.pay(draft.id, { payment_method: "pm_nobodys" }));
  expect(missing).toMatchObject({ status: 404, code: "resource_missing", param: "payment_method" });
  const both = client.invoices.pay(draft.id, { payment_method: "pm_card_visa", paid_out_of_band: true });
  expect(await failureOf(both)).toMatchObject({ code: "parameter_invalid", param: "payment_method" });
  expect(await client.invoices.get(draft.id)).toEqual(draft);
  expect(await eventsOf(client)).toHaveLength(before);
  expect(await client.invoices.pay(draft.id)).toMatchObject({ status: "paid", amount_due: 0 });
});

test("a new customer's payment method can be made the default at once", async () => {
  const { client } = await startSandbox();
  const customer = await client.customers.create({
    payment_method: "pm_card_visa",
    default_payment_method: "pm_card_visa",
  });
  const [method] = (await client.customers.paymentMethods(customer.id)).data;
  expect(customer.default_payment_method).toBe(method?.id);
  expect(await client.customers.get(customer.id)).toEqual(customer);
  const failure = await failureOf(client.customers.create({ default_payment_method: "pm_card_visa" }));
  expect(failure).toMatchObject({ code: "parameter_invalid", param: "default_payment_method" });
  expect((await client.customers.list()).data).toHaveLength(1);
});
