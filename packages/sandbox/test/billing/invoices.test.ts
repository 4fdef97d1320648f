import type { Client, Invoice } from "@micro/sdk";
import { expect, test } from "vitest";

import { codeOf, failureOf } from "../support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const daySeconds = 24 * 3600;

/** A customer with a card, who owes something. */
async function customerWith(client: Client, card = "pm_card_visa", amount = 2000) {
  const { id: customer } = await client.customers.create({ name: "Ada" });
  const { id: method } = await client.paymentMethods.attach(card, { customer });
  await client.customers.update(customer, { default_payment_method: method });
  await client.invoiceItems.create({ customer, amount, currency: "usd", description: "Tea" });
  return { customer, method };
}

const draftOf = (client: Client, customer: string, more: Partial<Parameters<Client["invoices"]["create"]>[0]> = {}) =>
  client.invoices.create({ customer, pending_invoice_items_behavior: "include", ...more });

/** What an account of the ledger holds, debits positive. */
const held = async (client: Client, code: string) => (await balancesOf(client)).accounts[`${code}:usd usd`] ?? 0;

test("a draft is finalised, paid by a payment intent, and the ledger has the receivable and then the cash", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client);
  const before = await newestSeq(client);
  const draft = await draftOf(client, customer);
  expect(draft).toMatchObject({ status: "draft", number: null, total: 2000, payment_intent: null });
  expect(draft.lines.data).toMatchObject([{ amount: 2000, description: "Tea", quantity: 1 }]);
  const open = await client.invoices.finalize(draft.id);
  expect(open).toMatchObject({ status: "open", number: "INV-000001", amount_due: 2000, amount_remaining: 2000 });
  expect(await held(client, "assets:receivable")).toBe(2000);
  expect(await held(client, "revenue:sales")).toBe(-2000);
  const paid = await client.invoices.pay(draft.id);
  expect(paid).toMatchObject({ status: "paid", amount_paid: 2000, amount_remaining: 0, attempt_count: 1 });
  expect(await client.paymentIntents.get(paid.payment_intent!)).toMatchObject({ status: "succeeded", customer });
  expect(await held(client, "assets:receivable")).toBe(0);
  expect(await held(client, "revenue:sales")).toBe(-2000);
  const types = (await eventTypesOf(client, before)).filter((type) => /^(invoice|payment)\./.test(type));
  expect(types).toEqual([
    "invoice.created",
    "payment.created",
    "invoice.finalized",
    "payment.succeeded",
    "invoice.paid",
    "invoice.payment_succeeded",
  ]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("invoices are numbered one by one, and a draft that is deleted leaves no gap", async () => {
  const { client } = await startSandbox();
  const { customer } = await customerWith(client);
  const [first, second, third] = [
    await draftOf(client, customer),
    await draftOf(client, customer),
    await draftOf(client, customer),
  ];
  expect((await client.invoices.finalize(third.id)).number).toBe("INV-000001");
  await client.invoices.delete(second.id);
  expect((await client.invoices.finalize(first.id)).number).toBe("INV-000002");
  expect(await codeOf(client.invoices.get(second.id))).toBe("resource_missing");
});

test("a decline is kept, and the clock tries again on the days of the schedule", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer } = await customerWith(client, "pm_card_chargeCustomerFail");
  const { id } = await draftOf(client, customer, { auto_advance: true });
  await clock.advance(3600);
  const tried = frozenAt + 3600;
  expect(await client.invoices.get(id)).toMatchObject({
    status: "open",
    attempt_count: 1,
    next_payment_attempt: tried + 3 * daySeconds,
  });
  await clock.advance(3 * daySeconds);
  expect((await client.invoices.get(id)).next_payment_attempt).toBe(tried + 5 * daySeconds);
  await clock.advance(10 * daySeconds);
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 4, next_payment_attempt: null });
  expect((await eventTypesOf(client)).filter((type) => type === "invoice.payment_failed")).toHaveLength(4);
  expect((await client.charges.list({ customer })).data.map(({ status }) => status)).toEqual(Array(4).fill("failed"));
  expect(await client.invoices.pay(id, { payment_method: "pm_card_visa" })).toMatchObject({ status: "paid" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the clock finalises a draft after an hour and has it paid, and the schedule can be set", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  await client.paymentSettings.update({ invoice_retry_days: [2] });
  const good = await customerWith(client);
  const bad = await customerWith(client, "pm_card_chargeCustomerFail");
  const paid = await draftOf(client, good.customer, { auto_advance: true });
  const failed = await draftOf(client, bad.customer, { auto_advance: true });
  await clock.advance(3599);
  expect((await client.invoices.get(paid.id)).status).toBe("draft");
  await clock.advance(1);
  expect((await client.invoices.get(paid.id)).status).toBe("paid");
  await clock.advance(30 * daySeconds);
  expect(await client.invoices.get(failed.id)).toMatchObject({ status: "open", attempt_count: 2 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("an invoice that is finalised to be moved on is charged an hour later, and one that is sent is not", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer } = await customerWith(client);
  const charged = await draftOf(client, customer);
  expect(await client.invoices.finalize(charged.id, { auto_advance: true })).toMatchObject({
    status: "open",
    next_payment_attempt: frozenAt + 3600,
  });
  await client.invoiceItems.create({ customer, amount: 500, currency: "usd" });
  const sent = await draftOf(client, customer, { collection_method: "send_invoice", days_until_due: 30 });
  expect(await client.invoices.finalize(sent.id, { auto_advance: true })).toMatchObject({ next_payment_attempt: null });
  await clock.advance(3599);
  expect(await client.invoices.get(charged.id)).toMatchObject({ status: "open", attempt_count: 0 });
  await clock.advance(1);
  expect(await client.invoices.get(charged.id)).toMatchObject({ status: "paid", attempt_count: 1 });
  await clock.advance(20 * daySeconds);
  expect(await client.invoices.get(sent.id)).toMatchObject({ status: "open", attempt_count: 0 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a try that is refused before it reaches a bank leaves no payment intent behind", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer, method } = await customerWith(client, "pm_card_chargeCustomerFail");
  const { id } = await draftOf(client, customer, { auto_advance: true, default_payment_method: method });
  await clock.advance(7200);
  const { payment_intent: intent } = await client.invoices.get(id);
  await client.paymentIntents.cancel(intent!);
  await client.paymentMethods.detach(method);
  await clock.advance(30 * daySeconds);
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 4, payment_intent: intent });
  expect((await client.paymentIntents.list()).data.map((made) => made.id)).toEqual([intent]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("the payer authenticates, and the invoice is paid", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client, "pm_card_authenticationRequired");
  const { id } = await draftOf(client, customer);
  await client.invoices.finalize(id);
  const failure = await failureOf(client.invoices.pay(id));
  expect(failure).toMatchObject({ status: 402, code: "authentication_required" });
  const waiting = await client.invoices.get(id);
  expect(waiting).toMatchObject({ status: "open", attempt_count: 1 });
  await client.paymentIntents.authenticate(waiting.payment_intent!, { outcome: "succeeded" });
  await sandbox.settle();
  expect(await client.invoices.get(id)).toMatchObject({ status: "paid", attempt_count: 1 });
  expect(await eventTypesOf(client)).toContain("invoice.payment_action_required");
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a bank debit settles an invoice later, and one that fails is counted once", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const outcomes: [string, Invoice["status"], string][] = [
    ["pm_usBankAccount_success", "paid", "invoice.paid"],
    ["pm_usBankAccount_insufficientFunds", "open", "invoice.payment_failed"],
  ];
  for (const [method, status, event] of outcomes) {
    const { customer } = await customerWith(client);
    const { id } = await draftOf(client, customer);
    await client.invoices.finalize(id);
    expect(await client.invoices.pay(id, { payment_method: method })).toMatchObject({ status: "open" });
    expect(await codeOf(client.invoices.void(id))).toBe("state_conflict");
    await clock.advance(daySeconds);
    expect(await client.invoices.get(id)).toMatchObject({ status, attempt_count: 1 });
    expect(await eventTypesOf(client)).toContain(event);
  }
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what the payer confirms himself pays the invoice; his declines are counted", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client);
  const { id } = await draftOf(client, customer);
  const { payment_intent: intent } = await client.invoices.finalize(id);
  const decline = client.paymentIntents.confirm(intent!, { payment_method: "pm_card_visa_chargeDeclined" });
  expect(await codeOf(decline)).toBe("card_declined");
  await sandbox.settle();
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 1 });
  await client.paymentIntents.confirm(intent!, { payment_method: "pm_card_visa" });
  await sandbox.settle();
  expect(await client.invoices.get(id)).toMatchObject({ status: "paid" });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("an invoice below zero is a credit, which the next ones use; a void one gives it back", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client, "pm_card_visa", -3000);
  const credit = await draftOf(client, customer);
  expect(await client.invoices.finalize(credit.id)).toMatchObject({
    status: "paid",
    amount_due: 0,
    ending_balance: -3000,
  });
  expect(await held(client, "liabilities:customer_credit")).toBe(-3000);
  const next = async (amount: number) => {
    await client.invoiceItems.create({ customer, amount, currency: "usd" });
    const { id } = await draftOf(client, customer);
    return client.invoices.finalize(id);
  };
  expect(await next(1000)).toMatchObject({ status: "paid", starting_balance: -3000, ending_balance: -2000 });
  const open = await next(5000);
  expect(open).toMatchObject({ status: "open", amount_due: 3000, ending_balance: 0 });
  await client.invoices.void(open.id);
  expect(await client.paymentIntents.get(open.payment_intent!)).toMatchObject({ status: "canceled" });
  // Too little to be charged: it is taken from the balance, or waits for the next invoice.
  expect(await next(2010)).toMatchObject({ status: "paid", amount_due: 0, ending_balance: 10 });
  expect(await next(100)).toMatchObject({ status: "open", amount_due: 110, starting_balance: 10, ending_balance: 0 });
  const { data } = await client.customerBalanceTransactions.list({ customer, limit: 100 });
  expect(data.map(({ amount }) => amount).toReversed()).toEqual([-3000, 1000, 2000, -2000, 2010, -10]);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a draft says what finalising it would ask for, whatever becomes of the customer's balance meanwhile", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { customer } = await customerWith(client);
  const balance = (amount: number) => client.customerBalanceTransactions.create({ customer, currency: "usd", amount });
  await balance(-600);
  const { id } = await draftOf(client, customer);
  const due = { starting_balance: -600, total: 2000, amount_due: 1400, amount_remaining: 1400 };
  expect(await client.invoices.get(id)).toMatchObject({ status: "draft", ...due, ending_balance: null });
  await balance(-1395);
  // Too little to be charged.
  expect(await client.invoices.get(id)).toMatchObject({ starting_balance: -1995, amount_due: 0, amount_remaining: 0 });
  await balance(2095);
  const drafted = await client.invoices.get(id);
  expect(drafted).toMatchObject({ starting_balance: 100, amount_due: 2100 });
  const open = await client.invoices.finalize(id);
  expect(open).toMatchObject({ starting_balance: 100, amount_due: drafted.amount_due });
  await balance(500);
  expect(await client.invoices.get(id)).toMatchObject({ starting_balance: 100, amount_due: 2100 });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what is written off is a bad debt, and can still be paid or taken back", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const writeOff = async () => {
    const { customer } = await customerWith(client);
    const { id } = await draftOf(client, customer);
    await client.invoices.finalize(id);
    expect(await client.invoices.markUncollectible(id)).toMatchObject({ status: "uncollectible" });
    return id;
  };
  const [paid, elsewhere, taken] = [await writeOff(), await writeOff(), await writeOff()];
  expect(await held(client, "expenses:bad_debts")).toBe(6000);
  expect(await client.invoices.pay(paid)).toMatchObject({ status: "paid", paid_out_of_band: false });
  expect(await client.invoices.pay(elsewhere, { paid_out_of_band: true })).toMatchObject({ paid_out_of_band: true });
  expect(await client.invoices.void(taken)).toMatchObject({ status: "void" });
  const { accounts } = await balancesOf(client);
  expect(accounts).toMatchObject({ "assets:bank:usd usd": 2000, "revenue:sales:usd usd": -4000 });
  for (const code of ["expenses:bad_debts", "assets:receivable"]) expect(await held(client, code)).toBe(0);
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("an invoice that is sent is due when it says, and overdue after that", async () => {
  const { client, clock } = await startSandbox();
  const { customer } = await customerWith(client);
  const { id } = await draftOf(client, customer, { collection_method: "send_invoice", days_until_due: 14 });
  expect(await client.invoices.finalize(id)).toMatchObject({ due_date: frozenAt + 14 * daySeconds });
  await clock.advance(14 * daySeconds - 1);
  expect(await eventTypesOf(client)).not.toContain("invoice.overdue");
  await clock.advance(1);
  expect(await eventTypesOf(client)).toContain("invoice.overdue");
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 0 });
});

test("items cost what their price says, and change with the draft that they are on", async () => {
  const { client } = await startSandbox();
  const { customer } = await customerWith(client);
  const draft = await client.invoices.create({ customer });
  expect(draft.lines.data).toEqual([]);
  const { id: product } = await client.products.create({ name: "Tea" });
  const { id: price } = await client.prices.create({ product, currency: "usd", unit_amount: 300 });
  const item = await client.invoiceItems.create({ customer, invoice: draft.id, price, quantity: 3 });
  expect(item).toMatchObject({ amount: 900, quantity: 3, description: "Tea", invoice: draft.id });
  await client.invoiceItems.update(item.id, { quantity: 4 });
  expect(await client.invoices.get(draft.id)).toMatchObject({ total: 1200, lines: { data: [{ amount: 1200 }] } });
  await client.invoiceItems.delete(item.id);
  expect(await client.invoices.get(draft.id)).toMatchObject({ total: 0, lines: { data: [] } });
  expect((await client.invoiceItems.list({ customer, pending: true })).data).toHaveLength(1);
});

test("what makes no item and no invoice is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { customer } = await customerWith(client);
  const stranger = await customerWith(client);
  const { id: product } = await client.products.create({ name: "Tea" });
  const once = { product, currency: "usd", unit_amount: 300 } as const;
  const archived = await client.prices.create({ ...once, active: false });
  const monthly = await client.prices.create({ ...once, recurring: { interval: "month" } });
  const dear = await client.prices.create({ ...once, unit_amount: 1_000_000_000_000 });
  const euros = await client.invoices.create({ customer, currency: "eur" });
  const others = await client.invoices.create({ customer: stranger.customer });
  const finalised = await draftOf(client, stranger.customer);
  await client.invoices.finalize(finalised.id);
  const item = (input: Partial<Parameters<typeof client.invoiceItems.create>[0]>) => () =>
    client.invoiceItems.create({ customer, ...input });
  const invoice = (input: Partial<Parameters<typeof client.invoices.create>[0]>) => () =>
    client.invoices.create({ customer, ...input });
  const usd = { amount: 100, currency: "usd" } as const;
  const cases: [call: () => PromiseLike<unknown>, code: string, param: string][] = [
    [item({}), "parameter_missing", "amount"],
    [item({ amount: 100 }), "parameter_missing", "currency"],
    [item({ ...usd, price: archived.id }), "parameter_invalid", "amount"],
    [item({ ...usd, quantity: 2 }), "parameter_invalid", "quantity"],
    [item({ price: archived.id }), "parameter_invalid", "price"],
    [item({ price: monthly.id }), "parameter_invalid", "price"],
    [item({ price: dear.id }), "amount_too_large", "quantity"],
    [item({ price: "price_gone" }), "resource_missing", "price"],
    [item({ price: monthly.id, quantity: -1 }), "parameter_invalid_integer", "quantity"],
    [item({ ...usd, customer: "cus_gone" }), "resource_missing", "customer"],
    [item({ ...usd, invoice: "in_gone" }), "resource_missing", "invoice"],
    [item({ ...usd, invoice: euros.id }), "currency_mismatch", "currency"],
    [item({ ...usd, invoice: others.id }), "parameter_invalid", "invoice"],
    [item({ ...usd, invoice: finalised.id }), "state_conflict", "invoice"],
    [item({ ...usd, period: { start: 2, end: 1 } }), "parameter_invalid", "period.end"],
    [invoice({ customer: "cus_gone" }), "resource_missing", "customer"],
    [invoice({ collection_method: "send_invoice" }), "parameter_missing", "days_until_due"],
    [invoice({ days_until_due: 3 }), "parameter_invalid", "days_until_due"],
    [invoice({ collection_method: "send_invoice", due_date: frozenAt }), "parameter_invalid", "due_date"],
    [invoice({ default_payment_method: stranger.method }), "resource_missing", "default_payment_method"],
  ];
  const before = await newestSeq(client);
  for (const [call, code, param] of cases) {
    expect(await failureOf(call())).toMatchObject({ code, param });
    expect(await newestSeq(client)).toBe(before);
  }
});

test("an invoice too large to be charged stays a draft, also when the clock moves it on", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const { customer } = await customerWith(client, "pm_card_visa", 100_000_000);
  const { id } = await draftOf(client, customer, { auto_advance: true });
  expect(await codeOf(client.invoices.finalize(id))).toBe("amount_too_large");
  await clock.advance(daySeconds);
  expect(await client.invoices.get(id)).toMatchObject({ status: "draft", number: null, auto_advance: false });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("nothing to pay with is an error for the caller, and a failed try for the clock", async () => {
  const { client, clock } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  await client.invoiceItems.create({ customer, amount: 500, currency: "usd" });
  const { id } = await draftOf(client, customer, { auto_advance: true });
  await clock.advance(3600);
  expect(await client.invoices.get(id)).toMatchObject({ status: "open", attempt_count: 1 });
  expect(await failureOf(client.invoices.pay(id))).toMatchObject({
    code: "parameter_missing",
    param: "payment_method",
  });
  expect(await client.invoices.get(id)).toMatchObject({ attempt_count: 1 });
});
