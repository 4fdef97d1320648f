import type { Client } from "@micro/sdk";
import { beforeEach, describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { move, openBook, type Book } from "../../../test/support/book.ts";
import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { frozenAt, startSandbox } from "../../../test/support/sandbox.ts";
import type { Sandbox } from "../../index.ts";

const day = 86_400;
let sandbox: Sandbox;
let client: Client;
let book: Book;
let cash: string;
let income: string;
let rent: string;

/** Three days: on the first a sale of 100, on the second rent of 30 that belonged to the first, on the third a sale of 7. */
beforeEach(async () => {
  sandbox = await startSandbox();
  ({ client } = sandbox);
  book = openBook(client);
  cash = await book.open("asset", { code: "assets:cash" });
  income = await book.open("revenue");
  rent = await book.open("expense");
  await book.move(cash, income, 100, { description: "First sale" });
  await sandbox.clock.advance(day);
  await book.move(rent, cash, 30, { effective_at: frozenAt, description: 'Rent, "March"' });
  await sandbox.clock.advance(day);
  await book.move(cash, income, 7);
});

describe("a balance of the past", () => {
  test.each([
    ["created", [0, 100, 100, 70, 77]],
    ["effective_at", [0, 70, 70, 70, 77]],
  ] as const)("by `%s`", async (by, expected) => {
    const instants = [frozenAt - 1, frozenAt, frozenAt + day - 1, frozenAt + day, frozenAt + 2 * day];
    const balances = await Promise.all(
      instants.map(async (at) => (await client.ledgerAccounts.get(cash, { at, by })).balance),
    );
    expect(balances).toEqual(expected);
    expect((await client.ledgerAccounts.get(cash, { at: frozenAt })).balance).toBe(100);
  });

  test("that is yet to take effect does not count before", async () => {
    await book.move(cash, income, 1000, { effective_at: frozenAt + 10 * day });
    const at = async (at: number) => (await client.ledgerAccounts.get(cash, { at, by: "effective_at" })).balance;
    expect([await at(frozenAt + 9 * day), await at(frozenAt + 10 * day)]).toEqual([77, 1077]);
    expect((await client.ledgerAccounts.get(cash)).balance).toBe(1077);
    await book.move(income, cash, 10, { pending: true, effective_at: frozenAt + 10 * day });
    const available = async (by: "created" | "effective_at") =>
      (await client.ledgerAccounts.get(cash, { at: frozenAt + 2 * day, by })).balances[0]?.available;
    expect([await available("effective_at"), await available("created")]).toEqual([77, 1067]);
  });

  test("knows what was held then", async () => {
    const start = frozenAt + 2 * day;
    const held = await book.move(income, cash, 50, { pending: true });
    const expiring = await book.move(income, cash, 5, { pending: true, expires_in_s: 20 });
    await sandbox.clock.advance(10);
    await client.ledgerTransactions.post(held.id, { amount: 20 });
    await sandbox.clock.advance(20);
    const at = async (at: number) => {
      const [balance] = (await client.ledgerAccounts.get(cash, { at })).balances;
      return [balance?.posted, balance?.pending, balance?.available];
    };
    expect(expiring.expires_at).toBe(start + 20);
    expect(await at(start - 1)).toEqual([70, 70, 70]);
    expect(await at(start)).toEqual([77, 22, 22]);
    expect(await at(start + 10)).toEqual([57, 52, 52]);
    expect(await at(start + 20)).toEqual([57, 57, 57]);
  });

  test("is told for each currency of an account, and for one ledger beside others", async () => {
    const safe = await book.open("asset", { currency: null });
    const equity = await book.open("equity", { currency: null });
    const put = (currency: "usd" | "eur", amount: number) =>
      book.move(safe, equity, amount, { entries: move(safe, equity, amount).map((entry) => ({ ...entry, currency })) });
    const other = await registerMember(sandbox, "ada@example.test");
    const { key } = await other.createKey();
    const otherBook = openBook(clientOf(sandbox, key));
    const [from, to] = [await otherBook.open("asset"), await otherBook.open("revenue")];
    const begin = sandbox.clock.now();
    await put("eur", 5);
    await put("usd", 3);
    await sandbox.clock.advance(day);
    await otherBook.move(from, to, 1000);
    await put("usd", 40);
    await sandbox.clock.advance(day);
    await put("eur", 700);
    const at = async (at: number) =>
      (await client.ledgerAccounts.get(safe, { at })).balances.map(({ currency, posted }) => [currency, posted]);
    expect([await at(begin - 1), await at(begin), await at(begin + day), await at(begin + 2 * day)]).toEqual([
      [
        ["eur", 0],
        ["usd", 0],
      ],
      [
        ["eur", 5],
        ["usd", 3],
      ],
      [
        ["eur", 5],
        ["usd", 43],
      ],
      [
        ["eur", 705],
        ["usd", 43],
      ],
    ]);
    const statement = await client.ledgerAccounts.statement(safe, { currency: "usd", from: begin + 1 });
    expect(statement).toMatchObject({ opening_balance: 3, closing_balance: 43, total_debit: 40 });
  });

  test("is in lists and in the trial balance", async () => {
    const list = await client.ledgerAccounts.list({ at: frozenAt + day });
    expect(list.data.map(({ balance }) => balance)).toEqual([30, 100, 70]);
    const trial = await client.ledger.trialBalance({ at: frozenAt });
    expect(trial).toMatchObject({ at: frozenAt, balanced: true, currencies: [{ debit: 100, credit: 100 }] });
  });
});

describe("the reports", () => {
  test("say what is owned, owed and left", async () => {
    const loan = await book.open("liability");
    const capital = await book.open("equity");
    await book.move(cash, loan, 500);
    await book.move(cash, capital, 1000);
    const [usd] = (await client.ledger.balanceSheet()).currencies;
    expect(usd).toMatchObject({
      currency: "usd",
      assets: { total: 1577, accounts: [{ id: cash, code: "assets:cash", balance: 1577 }] },
      liabilities: { total: 500 },
      equity: { total: 1000 },
      current_earnings: 77,
    });
    expect(await client.ledger.balanceSheet({ at: frozenAt })).toMatchObject({
      balanced: true,
      currencies: [{ assets: { total: 100 }, current_earnings: 100 }],
    });
  });

  test("say what was earned and spent in a period", async () => {
    const period = async (from: number, to: number, by: "created" | "effective_at") => {
      const [usd] = (await client.ledger.incomeStatement({ from, to, by })).currencies;
      return [usd?.revenue.total, usd?.expenses.total, usd?.net_income];
    };
    expect(await period(frozenAt, frozenAt + day, "created")).toEqual([100, 0, 100]);
    expect(await period(frozenAt, frozenAt + day, "effective_at")).toEqual([100, 30, 70]);
    expect(await period(frozenAt + day, frozenAt + 3 * day, "created")).toEqual([7, 30, -23]);
    const [all] = (await client.ledger.incomeStatement()).currencies;
    expect(all?.net_income).toBe(77);
    expect(await codeOf(client.ledger.incomeStatement({ from: 2, to: 1 }))).toBe("parameter_invalid");
  });
});

describe("a statement", () => {
  test("begins and ends with a balance, and runs in between", async () => {
    const statement = await client.ledgerAccounts.statement(cash, { from: frozenAt + day, to: frozenAt + 3 * day });
    expect(statement).toMatchObject({
      object: "ledger_statement",
      currency: "usd",
      opening_balance: 100,
      closing_balance: 77,
      total_debit: 7,
      total_credit: 30,
      entries: [
        { amount: -30, balance: 70, description: 'Rent, "March"' },
        { amount: 7, balance: 77, description: null },
      ],
    });
  });

  test("by when things took effect runs in that order", async () => {
    const statement = await client.ledgerAccounts.statement(cash, { by: "effective_at" });
    if (statement.object !== "ledger_statement") throw new Error("This is no statement.");
    expect(statement.entries.map(({ amount, balance, balance_after }) => [amount, balance, balance_after])).toEqual([
      [100, 100, 100],
      [-30, 70, 70],
      [7, 77, 77],
    ]);
    const first = await client.ledgerAccounts.statement(cash, { by: "effective_at", to: frozenAt + 1 });
    expect(first).toMatchObject({ opening_balance: 0, closing_balance: 70 });
  });

  test("of one period begins where the one before ended", async () => {
    const bounds = [frozenAt, frozenAt + day, frozenAt + day + 1, frozenAt + 2 * day, frozenAt + 3 * day];
    let last = 0;
    for (const [index, from] of bounds.slice(0, -1).entries()) {
      const statement = await client.ledgerAccounts.statement(cash, { from, to: bounds[index + 1]! });
      if (statement.object !== "ledger_statement") throw new Error("This is no statement.");
      expect(statement.opening_balance).toBe(last);
      last = statement.closing_balance;
    }
    expect(last).toBe(77);
  });

  test("is comma-separated values on request, as RFC 4180 has them", async () => {
    const csv = await client.ledgerAccounts.statement(cash, { format: "csv", from: frozenAt + day });
    if (csv.object !== "text_document") throw new Error("This is no text.");
    expect(csv.content_type).toBe("text/csv; charset=utf-8");
    expect(csv.text.split("\r\n")).toEqual([
      "created,effective_at,transaction,reference_id,description,debit,credit,balance,currency",
      "2027-01-16T08:00:00Z,,,,Opening balance,,,1.00,usd",
      expect.stringMatching(
        /^2027-01-16T08:00:00Z,2027-01-15T08:00:00Z,le_\w+,reference \d+,"Rent, ""March""",,0.30,0.70,usd$/,
      ) as string,
      expect.stringMatching(
        /^2027-01-17T08:00:00Z,2027-01-17T08:00:00Z,le_\w+,reference \d+,,0.07,,0.77,usd$/,
      ) as string,
      ",,,,Closing balance,,,0.77,usd",
      "",
    ]);
  });

  test("of a period that ends before it begins is refused", async () => {
    const failure = await failureOf(client.ledgerAccounts.statement(cash, { from: 5, to: 4 }));
    expect(failure).toMatchObject({ code: "parameter_invalid", param: "to" });
  });
});

test("pages of entries stay what they are while others are written", async () => {
  for (let amount = 1; amount <= 12; amount += 1) await book.move(cash, income, amount);
  const seen: number[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await client.ledgerAccounts.entries(cash, { limit: 4, ...(cursor && { starting_after: cursor }) });
    seen.push(...page.data.map((entry) => entry.account_version ?? 0));
    await book.move(cash, income, 1000);
    cursor = page.data.at(-1)?.id;
    if (!page.has_more) break;
  }
  expect(seen).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});
