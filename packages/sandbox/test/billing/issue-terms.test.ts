import type { Client, Range } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

/** A customer with a card, who is sent invoices. */
async function start() {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const customer = await payerWith(client);
  const draftOf = async (more: Partial<Parameters<typeof client.invoices.create>[0]> = {}) => {
    await client.invoiceItems.create({ customer, amount: 2000, currency: "usd" });
    return client.invoices.create({ customer, pending_invoice_items_behavior: "include", ...more });
  };
  return { sandbox, client, customer, draftOf };
}

test("an invoice keeps the number, the date and the descriptor that it was given, and its payment has the descriptor", async () => {
  const { sandbox, client, draftOf } = await start();
  const terms = { number: "2027/A-17", effective_at: frozenAt - daySeconds, statement_descriptor: "TEA CLUB" };
  const draft = await draftOf(terms);
  expect(draft).toMatchObject(terms);
  await client.invoices.finalize(draft.id);
  const paid = await client.invoices.pay(draft.id);
  expect(paid).toMatchObject({ ...terms, status: "paid" });
  const intent = await client.paymentIntents.get(paid.payment_intent!);
  expect(intent.statement_descriptor).toBe("TEA CLUB");
  expect(await client.charges.get(intent.latest_charge!)).toMatchObject({ statement_descriptor: "TEA CLUB" });
  const note = await client.creditNotes.create({ invoice: draft.id, amount: 100, credit_amount: 100 });
  expect(note.number).toBe("2027/A-17-CN-01");
  const { data: found } = await client.invoices.search({ query: "number:'2027/A-17'" });
  expect(found.map(({ id }) => id)).toEqual([draft.id]);

  const plain = await client.invoices.finalize((await draftOf()).id);
  expect(plain).toMatchObject({ number: "INV-000002", effective_at: frozenAt, statement_descriptor: null });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("a number is given once, and none that the clock gives; what an invoice is issued with stays", async () => {
  const { client, customer, draftOf } = await start();
  const draft = await draftOf({ number: "A-1" });
  const other = await draftOf();
  const before = await newestSeq(client);
  for (const [number, code] of [
    ["A-1", "state_conflict"],
    ["INV-000009", "parameter_invalid"],
    ["INV-9", "parameter_invalid"],
  ] as const) {
    expect(await failureOf(client.invoices.create({ customer, number }))).toMatchObject({ code, param: "number" });
    expect(await failureOf(client.invoices.update(other.id, { number }))).toMatchObject({ code, param: "number" });
  }
  expect(await newestSeq(client)).toBe(before);
  expect(await client.invoices.update(draft.id, { number: "A-1", effective_at: frozenAt })).toMatchObject({
    number: "A-1",
    effective_at: frozenAt,
  });
  expect(await client.invoices.update(draft.id, { number: null, effective_at: null })).toMatchObject({
    number: null,
    effective_at: null,
  });
  expect((await client.invoices.update(other.id, { number: "A-1" })).number).toBe("A-1");
  await client.invoices.finalize(other.id);
  const changes: [string, Parameters<Client["invoices"]["update"]>[1]][] = [
    ["number", { number: "A-2" }],
    ["effective_at", { effective_at: frozenAt }],
    ["statement_descriptor", { statement_descriptor: "TEA" }],
    ["payment_settings", { payment_settings: { payment_method_types: ["card"] } }],
  ];
  for (const [param, change] of changes) {
    expect(await failureOf(client.invoices.update(other.id, change))).toMatchObject({ code: "state_conflict", param });
  }
});

test("an invoice is paid with what it may be paid with, and with nothing else", async () => {
  const { sandbox, client, customer, draftOf } = await start();
  const draft = await draftOf({ payment_settings: { payment_method_types: ["us_bank_account"] } });
  expect(draft.payment_settings).toEqual({ payment_method_types: ["us_bank_account"] });
  const open = await client.invoices.finalize(draft.id);
  const intent = await client.paymentIntents.get(open.payment_intent!);
  expect(intent.payment_method_types).toEqual(["us_bank_account"]);
  expect(await failureOf(client.invoices.pay(open.id))).toMatchObject({
    code: "payment_intent_incompatible_payment_method",
  });
  expect(await client.invoices.get(open.id)).toMatchObject({ status: "open", attempt_count: 0 });
  const { id: bank } = await client.paymentMethods.attach("pm_usBankAccount_success", { customer });
  await client.invoices.pay(open.id, { payment_method: bank });
  await sandbox.clock.advance(10 * daySeconds);
  expect((await client.invoices.get(open.id)).status).toBe("paid");

  const refused = client.invoices.create({
    customer,
    currency: "eur",
    payment_settings: { payment_method_types: ["card", "us_bank_account"] },
  });
  expect(await failureOf(refused)).toMatchObject({
    code: "payment_method_currency_mismatch",
    param: "payment_settings.payment_method_types[1]",
  });
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("what a subscription may be paid with holds for all of its invoices, until it is changed", async () => {
  const { sandbox, client, customer } = await start();
  const price = await planOf(client, 2000);
  const banks = { payment_method_types: ["us_bank_account" as const] };
  const before = await newestSeq(client);
  const refused = subscribe(client, customer, price, { payment_settings: banks });
  expect(await failureOf(refused)).toMatchObject({ code: "payment_intent_incompatible_payment_method" });
  expect(await newestSeq(client)).toBe(before);

  const created = await subscribe(client, customer, price, { payment_settings: { payment_method_types: ["card"] } });
  expect(created).toMatchObject({ status: "active", payment_settings: { payment_method_types: ["card"] } });
  await client.subscriptions.update(created.id, { payment_settings: banks });
  await sandbox.clock.advance(32 * daySeconds);
  // The card that is there cannot pay it: the try failed.
  expect(await client.subscriptions.get(created.id)).toMatchObject({ status: "past_due", payment_settings: banks });
  const [first, second] = await invoicesOf(client, created);
  expect([first!.payment_settings, second!.payment_settings]).toEqual([{ payment_method_types: ["card"] }, banks]);
  const all = await client.subscriptions.update(created.id, { payment_settings: { payment_method_types: null } });
  expect(all.payment_settings.payment_method_types).toBeNull();
  expect(await differencesOf(sandbox)).toEqual([]);
});

test("invoices are listed by when they are due, and subscriptions are searched, also those that ended", async () => {
  const { client, customer, draftOf } = await start();
  const due = async (days: number) =>
    (await draftOf({ collection_method: "send_invoice", due_date: frozenAt + days })).id;
  const [one, two] = [await due(10), await due(20)];
  await draftOf();
  const idsOf = async (span: Range) => (await client.invoices.list({ due_date: span })).data.map(({ id }) => id);
  expect(await idsOf({ gte: frozenAt + 10 })).toEqual([two, one]);
  expect(await idsOf({ gt: frozenAt + 10 })).toEqual([two]);
  expect(await idsOf({ lt: frozenAt + 20 })).toEqual([one]);
  expect(await idsOf({ gte: frozenAt + 20, lte: frozenAt + 20 })).toEqual([two]);

  const price = await planOf(client, 2000);
  const { id: running } = await subscribe(client, customer, price, { metadata: { order: "7" } });
  const { id: ended } = await subscribe(client, customer, price, { metadata: { order: "8" } });
  await client.subscriptions.cancel(ended);
  const found = async (query: string) => (await client.subscriptions.search({ query })).data.map(({ id }) => id);
  expect(await found("status:'active' AND metadata['order']:'7'")).toEqual([running]);
  expect(await found(`customer:'${customer}'`)).toEqual([ended, running]);
  expect(await found("status:'canceled'")).toEqual([ended]);
  expect(await failureOf(client.subscriptions.search({ query: "plan:'gold'" }))).toMatchObject({
    code: "parameter_invalid",
    param: "query",
  });
});

test("a payment method is read as a customer's only if it is his", async () => {
  const { client, customer } = await start();
  const { default_payment_method: method } = await client.customers.get(customer);
  expect(await client.paymentMethods.get(method!, { customer })).toMatchObject({ id: method, customer });
  const { id: other } = await client.customers.create({});
  expect(await failureOf(client.paymentMethods.get(method!, { customer: other }))).toMatchObject({
    code: "resource_missing",
  });
});
