import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Client, LedgerAccount } from "@micro/sdk";
import { beforeEach, describe, expect, test } from "vitest";

import { move, openBook, type Book } from "../../../test/support/book.ts";
import { failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { pay } from "../../../test/support/payments.ts";
import { hasHledger, hledgerBalances } from "../../../test/support/hledger.ts";
import { startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";

let client: Client;
let book: Book;
beforeEach(async () => {
  ({ client } = await startSandbox());
  book = openBook(client);
});

/** Every posted balance, debit positive, by the name a journal has for the account. */
async function ownBalances(names: Record<string, string>) {
  const { currencies } = await client.ledger.trialBalance();
  return Object.fromEntries(
    currencies.flatMap(({ currency, accounts }) =>
      accounts
        .filter(({ debit, credit }) => debit !== credit)
        .map(({ id, debit, credit }) => [`${names[id]} ${currency}`, debit - credit]),
    ),
  );
}

async function fill() {
  const cash = await book.open("asset", { code: "assets:cash", currency: null });
  const named = await book.open("revenue", { name: "Sales; of (odd) things  & more" });
  const yen = await book.open("equity", { code: "equity:yen", currency: "jpy" });
  const coin = await book.open("liability", { code: "liabilities:btc", currency: "btc" });
  await book.move(cash, named, 12_345, { description: 'Lines\nand "quotes"; and | bars', reference_id: "a (b) ;c" });
  await book.move(cash, named, 1, { effective_at: 86_400 });
  for (const [account, currency, amount] of [
    [yen, "jpy", 500],
    [coin, "btc", 123_456_789],
  ] as const) {
    await client.ledgerTransactions.create({
      reference_id: currency,
      entries: [
        { account_id: cash, amount, currency },
        { account_id: account, amount: -amount },
      ],
    });
  }
  await book.move(cash, named, 999, { pending: true });
  const posted = await book.move(cash, named, 100, { pending: true });
  await client.ledgerTransactions.post(posted.id, { amount: 40 });
  const names = {
    [cash]: "assets:cash",
    [named]: "revenue:sales_of_odd_things_more",
    [yen]: "equity:yen",
    [coin]: "liabilities:btc",
  };
  return { cash, names };
}

const textOf = async (format: "hledger" | "beancount" | "csv" | "json") =>
  (await client.ledger.export({ format })).text;

describe("an export", () => {
  test("is sent page by page as it is read, as the ledger stood when it began", async () => {
    const [cash, income] = [await book.open("asset", { code: "assets:cash" }), await book.open("revenue")];
    const transactions = (from: number) =>
      Array.from({ length: 1000 }, (_, index) => ({
        reference_id: `row ${from + index}`,
        entries: move(cash, income, from + index),
      }));
    for (const from of [1, 1001, 2001]) {
      await client.ledgerTransactions.createBatch({ transactions: transactions(from) });
    }
    const whole = await textOf("json");
    expect(whole.trim().split("\n")).toHaveLength(3000);
    const stream = await client.stream("ledger.export", { format: "json" });
    expect(stream.contentType).toBe("application/x-ndjson; charset=utf-8");
    const chunks: string[] = [];
    for await (const chunk of stream) {
      // What is recorded meanwhile is not part of it.
      if (chunks.length === 0) await book.move(cash, income, 5);
      chunks.push(chunk);
    }
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.join("")).toBe(whole);
  });

  test("that nobody reads to its end leaves the sandbox as it was", async () => {
    await fill();
    for await (const chunk of await client.stream("ledger.export", {})) {
      expect(chunk).not.toBe("");
      break;
    }
    expect(await client.ledger.verify()).toMatchObject({ valid: true });
  });

  test("has JSON lines of minor units, debit positive", async () => {
    const [cash, income] = [await book.open("asset", { code: "assets:cash" }), await book.open("revenue")];
    const { id } = await book.move(cash, income, 70);
    const document = await client.ledger.export({ format: "json" });
    expect(document.content_type).toBe("application/x-ndjson; charset=utf-8");
    expect(document.text).toBe(
      `{"id":"${id}","date":"2027-01-15","postings":[{"account":"assets:cash","currency":"usd","amount":70},{"account":"revenue:revenue_2","currency":"usd","amount":-70}]}\n`,
    );
    expect(await textOf("csv")).toBe(
      [
        "date,created,transaction,reference_id,description,account,amount,amount_minor,currency",
        `2027-01-15,2027-01-15T08:00:00Z,${id},reference 3,,assets:cash,0.70,70,USD`,
        `2027-01-15,2027-01-15T08:00:00Z,${id},reference 3,,revenue:revenue_2,-0.70,-70,USD`,
        "",
      ].join("\r\n"),
    );
  });

  test("never lets a text become a formula", async () => {
    await book.move(await book.open("asset"), await book.open("revenue"), 70, { description: "=1+1" });
    expect(await textOf("csv")).toContain(",'=1+1,");
  });

  test("leaves nothing of the text formats to the caller's words", async () => {
    await fill();
    const beancount = await textOf("beancount");
    expect(beancount).toContain("1970-01-01 open Assets:Cash\n");
    expect(beancount).toContain('2027-01-15 * "Lines and \\"quotes\\"; and | bars"\n');
    expect(beancount).toContain("  Income:Sales-of-odd-things-more  -123.45 USD\n");
    const hledger = await textOf("hledger");
    expect(hledger).toContain('2027-01-15 * (a _b_ ,c) Lines and "quotes", and , bars  ; id: le_');
    expect(hledger).toContain("    liabilities:btc  -1.23456789 BTC\n");
  });

  test.runIf(hasHledger)("is read by hledger, which computes the same balances", async () => {
    const { names } = await fill();
    const file = join(dirname(temporaryFile()), "ledger.journal");
    writeFileSync(file, await textOf("hledger"));
    expect(hledgerBalances(file)).toEqual(await ownBalances(names));
    expect(execFileSync("hledger", ["-f", file, "check", "--strict"]).toString()).toBe("");
  });
});

describe("an import", () => {
  const line = (fields: object) =>
    JSON.stringify({
      id: "one",
      date: "2026-03-01",
      postings: [
        { account: "assets:cash", currency: "usd", amount: 70 },
        { account: "revenue:sales", currency: "usd", amount: -70 },
      ],
      ...fields,
    });

  test("opens accounts by the root of their names, and records each line once", async () => {
    const data = `${line({})}\n\n${line({ id: "two" })}\n`;
    const after = await newestSeq(client);
    expect(await client.ledger.import({ data })).toMatchObject({
      recorded: 2,
      repeated: 0,
      accounts_opened: ["assets:cash", "revenue:sales"],
    });
    expect(await eventTypesOf(client, after)).toEqual(["transaction.recorded", "transaction.recorded"]);
    expect(await client.ledger.import({ data })).toMatchObject({ recorded: 0, repeated: 2, accounts_opened: [] });
    const { data: accounts } = await client.ledgerAccounts.list();
    expect(accounts.map(({ code, type, balance }) => [code, type, balance])).toEqual([
      ["revenue:sales", "revenue", 140],
      ["assets:cash", "asset", 140],
    ]);
    const { data: transactions } = await client.ledgerTransactions.list({ reference_id: "one" });
    expect(transactions[0]?.effective_at).toBe(Date.UTC(2026, 2, 1) / 1000);
  });

  test("of an export into an empty ledger makes the same balances", async () => {
    await fill();
    const data = await textOf("json");
    const other = await startSandbox({ seed: "other" });
    await other.client.ledger.import({ data });
    const withoutIds = (text: string) => text.replaceAll(/"id":"\w+",/g, "");
    expect(withoutIds((await other.client.ledger.export({ format: "json" })).text)).toBe(withoutIds(data));
    expect(await other.client.ledger.verify()).toMatchObject({ valid: true });
  });

  test("of an export into the same ledger under other ids finds the accounts again", async () => {
    const { cash } = await fill();
    const before = (await client.ledgerAccounts.get(cash)).balance;
    const data = (await textOf("json")).replaceAll(/"id":"le_/g, '"id":"again_');
    expect(await client.ledger.import({ data })).toMatchObject({ recorded: 5, accounts_opened: [] });
    expect((await client.ledgerAccounts.get(cash)).balance).toBe(before * 2);
  });

  test("of its own export records nothing, whatever it was posted by and however often", async () => {
    await fill();
    await pay(client);
    const data = await textOf("json");
    const lines = data.trim().split("\n").length;
    for (const _ of [1, 2]) {
      expect(await client.ledger.import({ data })).toMatchObject({
        recorded: 0,
        repeated: lines,
        accounts_opened: [],
      });
    }
    expect(await textOf("json")).toBe(data);
    expect(await client.sandbox.reconcile()).toMatchObject({ clean: true });
  });

  test("of its own export still knows an account that has another name since", async () => {
    const [cash, income] = [await book.open("asset", { name: "Cash" }), await book.open("revenue")];
    await book.move(cash, income, 70);
    const data = await textOf("json");
    await client.ledgerAccounts.update(cash, { name: "Till" });
    expect(await client.ledger.import({ data })).toMatchObject({ recorded: 0, repeated: 1, accounts_opened: [] });
  });

  test.each([
    ["postings", (text: string) => text.replaceAll("70", "71"), "postings"],
    ["day", (text: string) => text.replace("2027-01-15", "2027-01-16"), "date"],
  ])("of its own export with another %s is refused", async (_, change, param) => {
    await book.move(await book.open("asset"), await book.open("revenue"), 70);
    const data = change(await textOf("json"));
    const failure = await failureOf(client.ledger.import({ data }));
    expect(failure).toMatchObject({ code: "reference_conflict", param: `lines[0].${param}` });
  });

  test("opens the accounts of payments as payments do, and records each once elsewhere", async () => {
    await pay(client);
    const data = await textOf("json");
    const own = await client.ledgerAccounts.list();
    const other = await startSandbox({ seed: "other" });
    expect(await other.client.ledger.import({ data })).toMatchObject({ recorded: 1, repeated: 0 });
    expect(await other.client.ledger.import({ data })).toMatchObject({ recorded: 0, repeated: 1 });
    const look = ({ code, name, type, currency, balance }: LedgerAccount) => [code, name, type, currency, balance];
    const theirs = (await other.client.ledgerAccounts.list()).data.map(look);
    expect(theirs).toHaveLength(own.data.length);
    expect(theirs).toEqual(expect.arrayContaining(own.data.map(look)));
    await pay(other.client);
  });

  test("that went to another ledger and come back are there already", async () => {
    await pay(client);
    const other = await startSandbox({ seed: "other" });
    await other.client.ledger.import({ data: await textOf("json") });
    await pay(other.client);
    const { text } = await other.client.ledger.export({ format: "json" });
    expect(await client.ledger.import({ data: text })).toMatchObject({ recorded: 1, repeated: 1 });
    expect(await other.client.ledger.import({ data: text })).toMatchObject({ recorded: 0, repeated: 2 });
  });

  test.each<[string, object | string, string, string]>([
    ["what is not JSON", "{", "journal_unreadable", "lines[1]"],
    ["no transaction", "[]", "journal_unreadable", "lines[1]"],
    ["a day that no calendar has", { date: "2026-02-30" }, "journal_unreadable", "lines[1].date"],
    [
      "one posting",
      { postings: [{ account: "assets:cash", currency: "usd", amount: 1 }] },
      "entries_too_few",
      "lines[1].postings",
    ],
    [
      "an unbalanced line",
      {
        postings: [
          { account: "assets:cash", currency: "usd", amount: 1 },
          { account: "revenue:sales", currency: "usd", amount: -2 },
        ],
      },
      "transaction_unbalanced",
      "lines[1].postings[0].amount",
    ],
    [
      "a fraction",
      {
        postings: [
          { account: "assets:cash", currency: "usd", amount: 0.5 },
          { account: "revenue:sales", currency: "usd", amount: -0.5 },
        ],
      },
      "journal_unreadable",
      "lines[1].postings[0].amount",
    ],
    [
      "an account of no type",
      {
        postings: [
          { account: "assets:cash", currency: "usd", amount: 1 },
          { account: "elsewhere", currency: "usd", amount: -1 },
        ],
      },
      "resource_missing",
      "lines[1].postings[1].account",
    ],
  ])("with %s is refused as a whole", async (_, second, code, param) => {
    const data = `${line({})}\n${typeof second === "string" ? second : line({ id: "two", ...second })}`;
    expect(await failureOf(client.ledger.import({ data }))).toMatchObject({ code, param });
    expect((await client.ledgerAccounts.list()).data).toEqual([]);
    expect(await newestSeq(client)).toBe(0);
  });
});

test("accounts whose names look alike stay apart in a journal", async () => {
  const [a, b] = [await book.open("asset", { name: "Big Bank" }), await book.open("asset", { name: "big-bank" })];
  await client.ledgerTransactions.create({ reference_id: "r", entries: move(a, b, 5) });
  const names = [...(await textOf("json")).matchAll(/"account":"([^"]+)"/g)].map(([, name]) => name);
  expect(names).toEqual([`assets:big_bank:${a}`, `assets:big_bank:${b}`]);
  expect((await client.ledger.import({ data: (await textOf("json")).replace("le_", "x_") })).accounts_opened).toEqual(
    [],
  );
});
