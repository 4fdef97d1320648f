import type { Client } from "@micro/sdk";
import { beforeEach, describe, expect, test } from "vitest";

import { move, openBook, type Book } from "../../../test/support/book.ts";
import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { eventsOf, eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { frozenAt, startSandbox } from "../../../test/support/sandbox.ts";
import type { Sandbox } from "../../index.ts";

let sandbox: Sandbox;
let client: Client;
let book: Book;
let purse: string;
let shop: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  ({ client } = sandbox);
  book = openBook(client);
  purse = await book.open("liability", { allow_negative: false });
  shop = await book.open("liability");
  await book.move(await book.open("asset"), purse, 100);
});
const hold = (amount: number, fields = {}) => book.move(purse, shop, amount, { pending: true, ...fields });

describe("a pending transaction", () => {
  test("holds its amounts: what is available falls, what is posted stays", async () => {
    const after = await newestSeq(client);
    const pending = await hold(60);
    expect(pending).toMatchObject({ status: "pending", resolved_at: null, expires_at: null });
    expect(pending.entries.map(({ amount, balance_after }) => [amount, balance_after])).toEqual([
      [60, null],
      [-60, null],
    ]);
    expect(await book.balance(purse)).toEqual({ posted: 100, pending: 40, available: 40 });
    expect(await book.balance(shop)).toEqual({ posted: 0, pending: 60, available: 0 });
    expect(await eventTypesOf(client, after)).toEqual(["transaction.recorded"]);
    expect((await client.ledgerAccounts.entries(purse)).data).toHaveLength(1);
  });

  test("counts against the limits, for entries and for other holds", async () => {
    await hold(60);
    expect(await codeOf(hold(41))).toBe("balance_insufficient");
    expect(await codeOf(book.move(purse, shop, 41))).toBe("balance_insufficient");
    await book.move(purse, shop, 40);
    expect(await book.balance(purse)).toEqual({ posted: 60, pending: 0, available: 0 });
  });

  test("counts against the most that an account may hold", async () => {
    const till = await book.open("asset", { max_balance: 100 });
    const bank = await book.open("asset");
    await book.move(till, bank, 70, { pending: true });
    expect(await failureOf(book.move(till, bank, 31))).toMatchObject({
      code: "balance_above_maximum",
      param: "entries[0].amount",
    });
    await book.move(till, bank, 30);
  });

  test("is posted in full", async () => {
    const pending = await hold(60);
    const after = await newestSeq(client);
    await sandbox.clock.advance(5);
    const posted = await client.ledgerTransactions.post(pending.id);
    expect(posted).toMatchObject({ id: pending.id, status: "posted", resolved_at: frozenAt + 5 });
    expect(posted.entries).toMatchObject([
      { account_id: purse, amount: 60, balance_after: 40, account_version: 2, created: frozenAt + 5 },
      { account_id: shop, amount: -60, balance_after: 60, account_version: 1, effective_at: frozenAt + 5 },
    ]);
    expect(await book.balance(purse)).toEqual({ posted: 40, pending: 40, available: 40 });
    const events = await eventsOf(client, after);
    expect(events.map(({ type }) => type)).toEqual(["transaction.posted"]);
    expect(events[0]?.data.object).toEqual(await client.ledgerTransactions.get(pending.id));
  });

  test("is posted in part, and the rest is released", async () => {
    const pending = await hold(60);
    const posted = await client.ledgerTransactions.post(pending.id, { amount: 25 });
    expect(posted.entries.map(({ amount }) => amount)).toEqual([25, -25]);
    expect(await book.balance(purse)).toEqual({ posted: 75, pending: 75, available: 75 });
    expect(await book.balance(shop)).toEqual({ posted: 25, pending: 25, available: 25 });
  });

  test("of several entries is posted in part only where nothing has to be rounded", async () => {
    const fee = await book.open("revenue");
    const entries = [...move(purse, shop, 90), ...move(purse, fee, 10)];
    let count = 0;
    const create = () => client.ledgerTransactions.create({ reference_id: `split ${++count}`, pending: true, entries });
    const first = await create();
    expect(await failureOf(client.ledgerTransactions.post(first.id, { amount: 55 }))).toMatchObject({
      code: "hold_amount_indivisible",
      param: "amount",
    });
    const posted = await client.ledgerTransactions.post(first.id, { amount: 50 });
    expect(posted.entries.map(({ amount }) => amount)).toEqual([45, -45, 5, -5]);
  });

  test("is never posted beyond what it holds", async () => {
    const pending = await hold(60);
    const before = await client.ledger.trialBalance();
    const after = await newestSeq(client);
    expect(await failureOf(client.ledgerTransactions.post(pending.id, { amount: 61 }))).toMatchObject({
      code: "hold_amount_exceeded",
      param: "amount",
    });
    expect(await client.ledger.trialBalance()).toEqual(before);
    expect(await eventTypesOf(client, after)).toEqual([]);
    expect((await client.ledgerTransactions.get(pending.id)).status).toBe("pending");
  });

  test("is voided, and everything is released", async () => {
    const pending = await hold(60);
    const after = await newestSeq(client);
    const voided = await client.ledgerTransactions.void(pending.id);
    expect(voided).toMatchObject({ status: "voided", resolved_at: frozenAt });
    expect(voided.entries.map(({ amount }) => amount)).toEqual([60, -60]);
    expect(await book.balance(purse)).toEqual({ posted: 100, pending: 100, available: 100 });
    expect(await eventTypesOf(client, after)).toEqual(["transaction.voided"]);
  });

  test.each([
    ["post", "hold_already_posted"],
    ["void", "hold_already_voided"],
  ] as const)("is resolved once: after %s both commands name the outcome", async (command, code) => {
    const pending = await hold(60);
    const first = await client.ledgerTransactions[command](pending.id);
    const after = await newestSeq(client);
    for (const second of ["post", "void"] as const) {
      const failure = await failureOf(client.ledgerTransactions[second](pending.id));
      expect(failure).toMatchObject({ status: 409, code, param: "id" });
      expect(failure.body["ledger_transaction"]).toEqual(first);
      expect(failure.message).toContain(` at ${new Date(frozenAt * 1000).toISOString().replace(".000", "")}.`);
    }
    expect(await eventTypesOf(client, after)).toEqual([]);
  });

  test("resolved by many at once is resolved by one", async () => {
    const pending = await hold(60);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => client.ledgerTransactions[index % 2 ? "post" : "void"](pending.id)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("that was recorded at once cannot be posted or voided", async () => {
    const { id } = await book.move(purse, shop, 1);
    expect(await codeOf(client.ledgerTransactions.post(id))).toBe("transaction_not_pending");
    expect(await codeOf(client.ledgerTransactions.void(id))).toBe("transaction_not_pending");
  });
});

describe("a pending transaction with an end", () => {
  test("expires exactly at its instant", async () => {
    const pending = await hold(60, { expires_in_s: 30 });
    expect(pending.expires_at).toBe(frozenAt + 30);
    const after = await newestSeq(client);
    await sandbox.clock.advance(29);
    expect((await client.ledgerTransactions.get(pending.id)).status).toBe("pending");
    expect(await eventTypesOf(client, after)).toEqual([]);
    await sandbox.clock.advance(1);
    expect(await client.ledgerTransactions.get(pending.id)).toMatchObject({
      status: "expired",
      resolved_at: frozenAt + 30,
    });
    expect(await book.balance(purse)).toEqual({ posted: 100, pending: 100, available: 100 });
    expect(await eventTypesOf(client, after)).toEqual(["transaction.expired"]);
    expect(await codeOf(client.ledgerTransactions.post(pending.id))).toBe("hold_expired");
  });

  test("expires at its instant though time jumps far beyond it", async () => {
    const pending = await hold(60, { expires_in_s: 30 });
    await sandbox.clock.advance(86_400);
    expect((await client.ledgerTransactions.get(pending.id)).resolved_at).toBe(frozenAt + 30);
  });

  test("that was posted in time does not expire", async () => {
    const pending = await hold(60, { expires_in_s: 30 });
    await client.ledgerTransactions.post(pending.id);
    const after = await newestSeq(client);
    await sandbox.clock.advance(60);
    expect((await client.ledgerTransactions.get(pending.id)).status).toBe("posted");
    expect(await eventTypesOf(client, after)).toEqual([]);
  });

  test("is refused without a hold", async () => {
    expect(await failureOf(book.move(purse, shop, 1, { expires_in_s: 5 }))).toMatchObject({
      code: "parameter_invalid",
      param: "expires_in_s",
    });
  });
});

test("transactions are listed by status", async () => {
  const [first, second] = [await hold(1), await hold(2)];
  await client.ledgerTransactions.void(second.id);
  expect((await client.ledgerTransactions.list({ status: "pending" })).data.map(({ id }) => id)).toEqual([first.id]);
  expect((await client.ledgerTransactions.list({ status: "voided" })).data.map(({ id }) => id)).toEqual([second.id]);
});
