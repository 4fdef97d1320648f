import type { Client } from "@micro/sdk";
import { beforeEach, describe, expect, test } from "vitest";

import { move, openBook, type Book } from "../../../test/support/book.ts";
import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";

let client: Client;
let book: Book;
let purse: string;
let bank: string;
beforeEach(async () => {
  ({ client } = await startSandbox());
  book = openBook(client);
  purse = await book.open("asset", { allow_negative: false });
  bank = await book.open("asset");
});
const item = (reference: string, amount: number) => ({ reference_id: reference, entries: move(purse, bank, amount) });

describe("a batch", () => {
  test("of a thousand transactions is recorded in one call", async () => {
    const transactions = Array.from({ length: 1000 }, (_, index) => item(`r${index}`, index + 1));
    const batch = await client.ledgerTransactions.createBatch({ transactions });
    expect(batch).toMatchObject({ atomic: true, recorded: 1000, failed: 0 });
    expect(batch.results[999]).toMatchObject({
      reference_id: "r999",
      error: null,
      transaction: { status: "recorded" },
    });
    expect(await book.balance(purse)).toMatchObject({ posted: 500_500 });
    const again = await client.ledgerTransactions.createBatch({ transactions });
    expect(again.results.map(({ transaction }) => transaction?.id)).toEqual(
      batch.results.map(({ transaction }) => transaction?.id),
    );
    expect(await book.balance(purse)).toMatchObject({ posted: 500_500 });
    const more = [...transactions, item("one too many", 1)];
    expect(await codeOf(client.ledgerTransactions.createBatch({ transactions: more }))).toBe("parameter_invalid_array");
  });

  test("that is atomic records nothing when one of it cannot be, and names that one", async () => {
    const before = await client.ledger.trialBalance();
    const after = await newestSeq(client);
    const transactions = [item("a", 5), item("b", -9), item("c", 100)];
    expect(await failureOf(client.ledgerTransactions.createBatch({ transactions }))).toMatchObject({
      code: "balance_insufficient",
      param: "transactions[1].entries[0].amount",
    });
    const unbalanced = [
      item("a", 5),
      { reference_id: "d", entries: [...move(purse, bank, 5), ...move(purse, bank, 5)] },
    ];
    unbalanced[1]?.entries.pop();
    expect(await failureOf(client.ledgerTransactions.createBatch({ transactions: unbalanced }))).toMatchObject({
      code: "transaction_unbalanced",
      param: "transactions[1].entries[0].amount",
    });
    expect(await client.ledger.trialBalance()).toEqual(before);
    expect(await eventTypesOf(client, after)).toEqual([]);
    expect((await client.ledgerTransactions.list()).data).toEqual([]);
  });

  test("that is not atomic records each on its own", async () => {
    const after = await newestSeq(client);
    const batch = await client.ledgerTransactions.createBatch({
      atomic: false,
      transactions: [
        item("a", 5),
        item("b", -9),
        { reference_id: "c", entries: move(purse, "acct_no", 1) },
        item("d", 2),
      ],
    });
    expect(batch).toMatchObject({ atomic: false, recorded: 2, failed: 2 });
    expect(batch.results.map(({ error }) => error && [error.code, error.param])).toEqual([
      null,
      ["balance_insufficient", "entries[0].amount"],
      ["resource_missing", "entries[1].account_id"],
      null,
    ]);
    expect(await book.balance(purse)).toMatchObject({ posted: 7 });
    expect(await eventTypesOf(client, after)).toEqual(["transaction.recorded", "transaction.recorded"]);
    expect(await client.ledger.verify()).toMatchObject({ valid: true });
  });
});

describe("a transaction that failed on the state of the ledger", () => {
  test("stays failed for its reference, though it could succeed later", async () => {
    const first = await failureOf(client.ledgerTransactions.create(item("r", -9)));
    expect(first.code).toBe("balance_insufficient");
    await book.move(purse, bank, 1000);
    const after = await newestSeq(client);
    const second = await failureOf(client.ledgerTransactions.create(item("r", -9)));
    expect(second).toMatchObject({ code: "balance_insufficient", param: first.param });
    expect(second.message).toContain("stays failed");
    expect(await failureOf(client.ledgerTransactions.create(item("r", -8)))).toMatchObject({
      code: "reference_conflict",
      param: "entries",
    });
    expect(await eventTypesOf(client, after)).toEqual([]);
    expect(await book.balance(purse)).toMatchObject({ posted: 1000 });
    await client.ledgerTransactions.create(item("another", -9));
    expect(await client.ledger.verify()).toMatchObject({ valid: true });
  });

  test("in a batch stays failed too", async () => {
    await codeOf(client.ledgerTransactions.createBatch({ transactions: [item("a", 5), item("b", -9)] }));
    await book.move(purse, bank, 1000);
    expect(await codeOf(client.ledgerTransactions.create(item("b", -9)))).toBe("balance_insufficient");
    await client.ledgerTransactions.create(item("a", 5));
  });

  test("for another reason may be corrected under the same reference", async () => {
    expect(
      await codeOf(client.ledgerTransactions.create({ reference_id: "r", entries: move(purse, "acct_no", 1) })),
    ).toBe("resource_missing");
    await client.ledgerTransactions.create(item("r", 1));
  });
});

describe("an exchange", () => {
  const exchange = async (rate: string, given = 10_000, taken = 9_234) => {
    const [usd, eur] = [await book.open("asset"), await book.open("asset", { currency: "eur" })];
    const pool = [await book.open("equity"), await book.open("equity", { currency: "eur" })] as const;
    return client.ledgerTransactions.create({
      reference_id: `exchange ${usd}`,
      exchange_rates: [{ from: "usd", to: "eur", rate }],
      entries: [...move(pool[0], usd, given), ...move(eur, pool[1], taken)],
    });
  };

  test("runs through liquidity accounts, and keeps the rate as it was agreed", async () => {
    const recorded = await exchange("0.9234");
    expect(recorded.exchange_rates).toEqual([{ from: "usd", to: "eur", rate: "0.9234" }]);
    expect(await client.ledgerTransactions.get(recorded.id)).toEqual(recorded);
    const { currencies } = await client.ledger.trialBalance();
    expect(currencies.map(({ currency, debit, credit }) => [currency, debit, credit])).toEqual([
      ["eur", 9234, 9234],
      ["usd", 10_000, 10_000],
    ]);
  });

  test.each(["0.92335", "0.92344"])("may be rounded by less than a minor unit: %s", async (rate) => {
    await exchange(rate);
  });

  test.each(["0.92330", "0.92350", "1.083", "0"])("with a rate that does not fit is refused: %s", async (rate) => {
    expect(await failureOf(exchange(rate))).toMatchObject({
      code: "exchange_rate_mismatch",
      param: "exchange_rates[0].rate",
    });
  });

  test("between assets of other exponents uses whole units", async () => {
    const [usd, jpy] = [await book.open("asset"), await book.open("asset", { currency: "jpy" })];
    const pool = [await book.open("equity"), await book.open("equity", { currency: "jpy" })] as const;
    await client.ledgerTransactions.create({
      reference_id: "yen",
      exchange_rates: [{ from: "usd", to: "jpy", rate: "149.5" }],
      entries: [...move(pool[0], usd, 10_000), ...move(jpy, pool[1], 14_950)],
    });
  });
});
