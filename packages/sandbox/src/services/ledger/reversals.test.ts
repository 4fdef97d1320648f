import type { Client } from "@micro/sdk";
import { beforeEach, expect, test } from "vitest";

import { openBook, type Book } from "../../../test/support/book.ts";
import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { eventsOf, eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { frozenAt, startSandbox } from "../../../test/support/sandbox.ts";

let client: Client;
let book: Book;
let cash: string;
let income: string;
beforeEach(async () => {
  ({ client } = await startSandbox());
  book = openBook(client);
  cash = await book.open("asset", { allow_negative: false });
  income = await book.open("revenue");
});

test("a reversal is the opposite, linked both ways, with its events", async () => {
  const sale = await book.move(cash, income, 70, { metadata: { order: "7" } });
  const after = await newestSeq(client);
  const reversal = await client.ledgerTransactions.reverse(sale.id, { description: "Returned" });
  expect(reversal).toMatchObject({
    status: "recorded",
    reverses: sale.id,
    reversed_by: null,
    reference_id: `reversal:${sale.id}`,
    description: "Returned",
    entries: [
      { account_id: cash, amount: -70, balance_after: 0 },
      { account_id: income, amount: 70, balance_after: 0 },
    ],
  });
  expect(await client.ledgerTransactions.get(sale.id)).toEqual({ ...sale, reversed_by: reversal.id });
  const events = await eventsOf(client, after);
  expect(events.map(({ type }) => type)).toEqual(["transaction.recorded", "transaction.reversed"]);
  expect(events[1]?.data.object).toEqual({ ...sale, reversed_by: reversal.id });
});

test("a transaction is reversed once, and the second attempt names the first", async () => {
  const sale = await book.move(cash, income, 70);
  const reversal = await client.ledgerTransactions.reverse(sale.id);
  const after = await newestSeq(client);
  const failure = await failureOf(client.ledgerTransactions.reverse(sale.id));
  expect(failure).toMatchObject({ status: 409, code: "transaction_already_reversed" });
  expect(failure.body["ledger_transaction"]).toMatchObject({ id: sale.id, reversed_by: reversal.id });
  expect(await eventTypesOf(client, after)).toEqual([]);
  expect(await book.balance(cash)).toMatchObject({ posted: 0 });
});

test("of reversals that are all fired twice at once exactly half succeed", async () => {
  const sales = await Promise.all(Array.from({ length: 40 }, (_, index) => book.move(cash, income, index + 1)));
  const outcomes = await Promise.allSettled(
    sales.flatMap(({ id }) => [client.ledgerTransactions.reverse(id), client.ledgerTransactions.reverse(id)]),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(sales.length);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "transaction_already_reversed" });
  }
  expect(await book.balance(cash)).toMatchObject({ posted: 0 });
  expect(await client.ledger.verify()).toMatchObject({ valid: true });
});

test("a reversal takes effect when it is told", async () => {
  const sale = await book.move(cash, income, 70, { effective_at: frozenAt - 1000 });
  const reversal = await client.ledgerTransactions.reverse(sale.id, { effective_at: frozenAt - 500 });
  expect(reversal.effective_at).toBe(frozenAt - 500);
  const at = async (at: number) => (await client.ledgerAccounts.get(cash, { at, by: "effective_at" })).balance;
  expect([await at(frozenAt - 1001), await at(frozenAt - 1000), await at(frozenAt - 500)]).toEqual([0, 70, 0]);
});

test("a reversal keeps within the limits, and may succeed later", async () => {
  const sale = await book.move(cash, income, 70);
  await book.move(income, cash, 30);
  const before = await client.ledger.trialBalance();
  expect(await failureOf(client.ledgerTransactions.reverse(sale.id))).toMatchObject({
    code: "balance_insufficient",
    param: "entries[0].amount",
  });
  expect(await client.ledger.trialBalance()).toEqual(before);
  expect((await client.ledgerTransactions.get(sale.id)).reversed_by).toBeNull();
  await book.move(cash, income, 30);
  await client.ledgerTransactions.reverse(sale.id);
});

test("what moved nothing cannot be reversed; what was posted in part is reversed by that part", async () => {
  await book.move(cash, income, 100);
  const [held, posted] = [
    await book.move(income, cash, 20, { pending: true }),
    await book.move(income, cash, 20, { pending: true }),
  ];
  expect(await codeOf(client.ledgerTransactions.reverse(held.id))).toBe("transaction_not_reversible");
  await client.ledgerTransactions.post(posted.id, { amount: 5 });
  const reversal = await client.ledgerTransactions.reverse(posted.id);
  expect(reversal.entries.map(({ amount }) => amount)).toEqual([-5, 5]);
});

test("a reversal's own reference must be free", async () => {
  const sale = await book.move(cash, income, 70, { reference_id: "sale" });
  expect(await codeOf(client.ledgerTransactions.reverse(sale.id, { reference_id: "sale" }))).toBe("reference_conflict");
  const reversal = await client.ledgerTransactions.reverse(sale.id, { reference_id: "return" });
  expect(reversal.reference_id).toBe("return");
});
