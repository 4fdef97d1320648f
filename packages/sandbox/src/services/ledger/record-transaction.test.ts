import { amountMax, type Client, type EntryParam, type LedgerAccountType } from "@micro/sdk";
import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { balancesOf, eventsOf, eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { frozenAt, startSandbox } from "../../../test/support/sandbox.ts";

let client: Client;
beforeEach(async () => {
  ({ client } = await startSandbox());
});

interface AccountFields {
  name?: string;
  /** Null for any. */
  currency?: "usd" | "eur" | null;
  allow_negative?: boolean;
}
let accounts = 0;
const openAccount = async (type: LedgerAccountType, fields: AccountFields = {}) => {
  const { name = `${type} ${++accounts}`, currency = "usd", allow_negative = true } = fields;
  const account = await client.ledgerAccounts.create({ name, type, allow_negative, ...(currency && { currency }) });
  return account.id;
};
let references = 0;
const record = (entries: EntryParam[], reference = `reference ${++references}`) =>
  client.ledgerTransactions.create({ reference_id: reference, entries });
const balanceOf = async (id: string) => (await client.ledgerAccounts.get(id)).balance;

/** That a call is refused with a code, and nothing is written by it. */
async function expectRefused(call: () => Promise<unknown>, code: string, param?: string) {
  const before = [await client.ledgerTransactions.list(), await client.ledger.trialBalance(), await newestSeq(client)];
  expect(await failureOf(call())).toMatchObject({ code, ...(param !== undefined && { param }) });
  const behind = [await client.ledgerTransactions.list(), await client.ledger.trialBalance(), await newestSeq(client)];
  expect(behind).toEqual(before);
}

describe("a transaction", () => {
  test.each([false, true])("of many entries shows them as they were sent, pending: %s", async (pending) => {
    const [from, to] = [await openAccount("asset"), await openAccount("asset")];
    const sent = Array.from({ length: 250 }, (_, index) => [index + 1, -index - 1]).flat();
    const entries = sent.map((amount) => ({ account_id: amount > 0 ? to : from, amount }));
    const { id } = await client.ledgerTransactions.create({ reference_id: "many", entries, pending });
    const shown = async () => (await client.ledgerTransactions.get(id)).entries.map(({ amount }) => amount);
    expect(await shown()).toEqual(sent);
    if (pending) {
      await client.ledgerTransactions.post(id);
      expect(await shown()).toEqual(sent);
    }
  });

  test("in several currencies leaves an account's balances in the order of their names", async () => {
    const [purse, source] = [
      await openAccount("asset", { currency: null }),
      await openAccount("equity", { currency: null }),
    ];
    for (const currency of ["usd", "gbp", "eur"] as const) {
      await record([
        { account_id: purse, amount: 5, currency },
        { account_id: source, amount: -5, currency },
      ]);
    }
    const { balances } = await client.ledgerAccounts.get(purse);
    expect(balances.map(({ currency }) => currency)).toEqual(["eur", "gbp", "usd"]);
  });

  test("moves each account on its normal side, and keeps entries with running balances", async () => {
    const [cash, income] = [await openAccount("asset"), await openAccount("revenue")];
    await record([
      { account_id: cash, amount: 500 },
      { account_id: income, amount: -500 },
    ]);
    const second = await client.ledgerTransactions.create({
      reference_id: "order 2",
      description: "The second",
      metadata: { a: "1", b: "" },
      entries: [
        { account_id: cash, amount: 70, direction: "debit" },
        { account_id: income, amount: 70, direction: "credit" },
      ],
    });
    const entry = {
      object: "ledger_entry",
      transaction: second.id,
      currency: "usd",
      account_version: 2,
      created: frozenAt,
    };
    expect(second).toMatchObject({
      object: "ledger_transaction",
      reference_id: "order 2",
      description: "The second",
      status: "recorded",
      metadata: { a: "1" },
      entries: [
        { ...entry, account_id: cash, amount: 70, direction: "debit", balance_after: 570 },
        { ...entry, account_id: income, amount: -70, direction: "credit", balance_after: 570 },
      ],
    });
    expect(await client.ledgerTransactions.get(second.id)).toEqual(second);
    expect((await client.ledgerTransactions.list({ reference_id: "order 2" })).data).toEqual([second]);
    expect([await balanceOf(cash), await balanceOf(income)]).toEqual([570, 570]);
    const events = await eventsOf(client);
    expect(events.map(({ type }) => type)).toEqual(["transaction.recorded", "transaction.recorded"]);
    expect(events[1]?.data.object).toEqual(second);
    expect((await client.ledgerAccounts.entries(cash)).data.map(({ balance_after }) => balance_after)).toEqual([
      570, 500,
    ]);
  });

  test.each<[LedgerAccountType, number]>([
    ["asset", 100],
    ["expense", 100],
    ["liability", -100],
    ["equity", -100],
    ["revenue", -100],
  ])("raises the balance of an account of type %s by the entry %i", async (type, amount) => {
    const [account, other] = [await openAccount(type), await openAccount("asset")];
    await record([
      { account_id: account, amount },
      { account_id: other, amount: -amount },
    ]);
    expect(await balanceOf(account)).toBe(100);
  });

  test("balances in each of its currencies by itself", async () => {
    const [cash, equity] = [
      await openAccount("asset", { currency: null }),
      await openAccount("equity", { currency: null }),
    ];
    await record([
      { account_id: cash, amount: 100, currency: "usd" },
      { account_id: equity, amount: -100, currency: "usd" },
      { account_id: cash, amount: 7, currency: "btc" },
      { account_id: equity, amount: -7, currency: "btc" },
    ]);
    expect(await client.ledgerAccounts.get(cash)).toMatchObject({
      balance: 100,
      balances: [
        { currency: "btc", posted: 7 },
        { currency: "usd", posted: 100 },
      ],
    });
    await expectRefused(
      () =>
        record([
          { account_id: cash, amount: 100, currency: "usd" },
          { account_id: equity, amount: -100, currency: "eur" },
        ]),
      "currency_unbalanced",
      "entries[0].amount",
    );
  });

  test.each<[string, number[], string]>([
    ["that does not balance", [100, -99], "transaction_unbalanced"],
    ["of debits only", [100, 100], "transaction_unbalanced"],
    ["with a zero entry", [0, 0], "amount_zero"],
    ["with one entry", [100], "entries_too_few"],
    ["without entries", [], "entries_too_few"],
    ["with a fraction", [0.5, -0.5], "parameter_invalid_integer"],
    ["beyond the range", [2 ** 53, -(2 ** 53)], "amount_out_of_range"],
  ])("%s is refused", async (_, amounts, code) => {
    const account = await openAccount("asset");
    await expectRefused(() => record(amounts.map((amount) => ({ account_id: account, amount }))), code);
  });

  test("that balances only in rounded sums is refused", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    await expectRefused(
      () =>
        record([
          { account_id: a, amount: amountMax },
          { account_id: a, amount: 1 },
          { account_id: a, amount: 1 },
          { account_id: b, amount: -amountMax },
          { account_id: b, amount: -1 },
        ]),
      "transaction_unbalanced",
    );
  });

  test("with a negative debit is refused; a positive credit is meant", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    await expectRefused(
      () =>
        record([
          { account_id: a, amount: -5, direction: "debit" },
          { account_id: b, amount: 5 },
        ]),
      "parameter_invalid_integer",
      "entries[0].amount",
    );
  });

  test("of an account that is not there is refused, naming the entry", async () => {
    const account = await openAccount("asset");
    await expectRefused(
      () =>
        record([
          { account_id: account, amount: 5 },
          { account_id: "acct_nope", amount: -5 },
        ]),
      "resource_missing",
      "entries[1].account_id",
    );
  });

  test("in another currency than its account's is refused, naming the entry", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset", { currency: "eur" })];
    await expectRefused(
      () =>
        record([
          { account_id: a, amount: 5 },
          { account_id: b, amount: -5, currency: "usd" },
        ]),
      "currency_mismatch",
      "entries[1].currency",
    );
  });
});

describe("a reference", () => {
  test("used again with the same content answers the first transaction and records nothing", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    const entries = [
      { account_id: a, amount: 5 },
      { account_id: b, amount: -5 },
    ];
    const input = { reference_id: "r", entries, metadata: { x: "1", y: "2" } };
    const first = await client.ledgerTransactions.create(input);
    const after = await newestSeq(client);
    const again = await client.ledgerTransactions.create({ ...input, metadata: { y: "2", x: "1" } });
    const [debit, credit] = [{ direction: "debit" as const }, { direction: "credit" as const }];
    const spelt = await client.ledgerTransactions.create({
      ...input,
      entries: [
        { ...entries[0]!, ...debit },
        { account_id: b, amount: 5, ...credit },
      ],
    });
    expect(again).toEqual(first);
    expect(spelt).toEqual(first);
    expect(await eventTypesOf(client, after)).toEqual([]);
    expect(await balanceOf(a)).toBe(5);
  });

  test("used again with other content is refused, and the first stands", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    const entries = [
      { account_id: a, amount: 5 },
      { account_id: b, amount: -5 },
    ];
    await client.ledgerTransactions.create({ reference_id: "r", entries });
    const others = [
      { field: "entries", entries: entries.toReversed() },
      { field: "description", entries, description: "Another" },
      { field: "metadata", entries, metadata: { x: "1" } },
      { field: "effective_at", entries, effective_at: 1 },
      { field: "pending", entries, pending: true },
      { field: "exchange_rates", entries, exchange_rates: [{ from: "usd" as const, to: "eur" as const, rate: "0.9" }] },
      {
        field: "entries",
        entries: [
          { account_id: a, amount: 6 },
          { account_id: b, amount: -6 },
        ],
      },
    ];
    for (const { field, ...other } of others) {
      await expectRefused(
        () => client.ledgerTransactions.create({ reference_id: "r", ...other }),
        "reference_conflict",
        field,
      );
    }
    const held = { reference_id: "held", entries, pending: true };
    await client.ledgerTransactions.create({ ...held, expires_in_s: 60 });
    for (const other of [held, { ...held, expires_in_s: 61 }]) {
      await expectRefused(() => client.ledgerTransactions.create(other), "reference_conflict", "expires_in_s");
    }
    expect(await balanceOf(a)).toBe(5);
  });

  test("used by many at once is recorded once", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    const entries = [
      { account_id: a, amount: 5 },
      { account_id: b, amount: -5 },
    ];
    const all = await Promise.all(Array.from({ length: 20 }, () => record(entries, "once")));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await balanceOf(a)).toBe(5);
    expect(await eventTypesOf(client)).toEqual(["transaction.recorded"]);
  });
});

describe("a balance", () => {
  test("does not fall below zero on its normal side unless the account allows it", async () => {
    const [purse, bank] = [await openAccount("asset", { allow_negative: false }), await openAccount("asset")];
    await record([
      { account_id: purse, amount: 10 },
      { account_id: bank, amount: -10 },
    ]);
    await expectRefused(
      () =>
        record([
          { account_id: bank, amount: 11 },
          { account_id: purse, amount: -11 },
        ]),
      "balance_insufficient",
      "entries[1].amount",
    );
    await record([
      { account_id: bank, amount: 10 },
      { account_id: purse, amount: -10 },
    ]);
    expect([await balanceOf(purse), await balanceOf(bank)]).toEqual([0, 0]);
  });

  test.each<[LedgerAccountType, number]>([
    ["asset", -1],
    ["liability", 1],
  ])("of a new %s cannot begin below zero", async (type, amount) => {
    const [account, other] = [await openAccount(type, { allow_negative: false }), await openAccount("asset")];
    await expectRefused(
      () =>
        record([
          { account_id: account, amount },
          { account_id: other, amount: -amount },
        ]),
      "balance_insufficient",
    );
  });

  test("is overdrawn by none of many withdrawals at once", async () => {
    const [purse, bank] = [await openAccount("asset", { allow_negative: false }), await openAccount("asset")];
    await record([
      { account_id: purse, amount: 100 },
      { account_id: bank, amount: -100 },
    ]);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 25 }, () =>
        record([
          { account_id: bank, amount: 7 },
          { account_id: purse, amount: -7 },
        ]),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(14);
    expect(await balanceOf(purse)).toBe(2);
    expect((await client.ledger.trialBalance()).balanced).toBe(true);
  });

  test("reaches the end of the range and not beyond", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    await record([
      { account_id: a, amount: amountMax },
      { account_id: b, amount: -amountMax },
    ]);
    expect([await balanceOf(a), await balanceOf(b)]).toEqual([amountMax, -amountMax]);
    await expectRefused(
      () =>
        record([
          { account_id: a, amount: 1 },
          { account_id: b, amount: -1 },
        ]),
      "balance_out_of_range",
    );
    await record([
      { account_id: a, amount: -1 },
      { account_id: b, amount: 1 },
    ]);
    expect(await balanceOf(a)).toBe(amountMax - 1);
  });

  test("behind an entry never leaves the range, even where the sum of the entries stays in it", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    await record([
      { account_id: a, amount: amountMax },
      { account_id: b, amount: -amountMax },
    ]);
    await expectRefused(
      () =>
        record([
          { account_id: a, amount: 5 },
          { account_id: a, amount: -5 },
        ]),
      "balance_out_of_range",
    );
  });

  test("stays exact where the entries of one account sum to more than a number holds on the way", async () => {
    const [a, b] = [await openAccount("asset"), await openAccount("asset")];
    await record([
      { account_id: a, amount: amountMax },
      { account_id: a, amount: 1 },
      { account_id: a, amount: 1 },
      { account_id: a, amount: -3 },
      { account_id: b, amount: 1 - amountMax },
    ]).catch(() => {});
    const { balanced, currencies } = await client.ledger.trialBalance();
    expect(balanced).toBe(true);
    for (const { debit, credit } of currencies) expect(debit).toBe(credit);
  });
});

describe("an account", () => {
  test("code is given once", async () => {
    const account = { name: "Cash", type: "asset", code: "assets:cash" } as const;
    await client.ledgerAccounts.create(account);
    const failure = await failureOf(client.ledgerAccounts.create(account));
    expect(failure).toMatchObject({ status: 409, code: "account_code_taken", param: "code" });
    expect((await client.ledgerAccounts.list({ code: "assets:cash" })).data).toHaveLength(1);
  });

  test("that is not there is missing, with its entries", async () => {
    expect(await codeOf(client.ledgerAccounts.get("acct_nope"))).toBe("resource_missing");
    expect(await codeOf(client.ledgerAccounts.entries("acct_nope"))).toBe("resource_missing");
  });
});

test("whatever balanced transactions are recorded, money is conserved and every running balance is right", async () => {
  const types: LedgerAccountType[] = ["asset", "liability", "equity", "revenue", "expense"];
  const currencies = ["usd", "jpy"] as const;
  const leg = fc.record({
    from: fc.nat(4),
    to: fc.nat(4),
    amount: fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 2 ** 51, max: amountMax })),
    currency: fc.constantFrom(...currencies),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(leg, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (transactions, mayBeNegative) => {
        const accounts = await Promise.all(
          types.map((type, index) => openAccount(type, { currency: null, allow_negative: mayBeNegative[index]! })),
        );
        const model = new Map<string, bigint>();
        for (const legs of transactions) {
          const entries = legs.flatMap(({ from, to, amount, currency }) => [
            { account_id: accounts[to]!, amount, currency },
            { account_id: accounts[from]!, amount: -amount, currency },
          ]);
          const recorded = await record(entries).catch(async (error: unknown) => {
            expect(error).toMatchObject({ code: expect.stringMatching(/^balance_/) as string });
          });
          if (!recorded) continue;
          for (const { account_id: id, amount, currency, balance_after: shown } of recorded.entries) {
            const account = accounts.indexOf(id);
            const balance = (model.get(`${id} ${currency}`) ?? 0n) + BigInt(amount);
            model.set(`${id} ${currency}`, balance);
            const sign = ["asset", "expense"].includes(types[account]!) ? 1n : -1n;
            expect(shown).toBe(Number(balance * sign));
          }
        }
        for (const [index, id] of accounts.entries()) {
          const { balances } = await client.ledgerAccounts.get(id);
          for (const { currency, posted } of balances) {
            const sign = ["asset", "expense"].includes(types[index]!) ? 1n : -1n;
            expect(BigInt(posted)).toBe((model.get(`${id} ${currency}`) ?? 0n) * sign);
            if (!mayBeNegative[index]) expect(posted).toBeGreaterThanOrEqual(0);
          }
        }
        for (const currency of currencies) {
          const sum = accounts.reduce((total, id) => total + (model.get(`${id} ${currency}`) ?? 0n), 0n);
          expect(sum).toBe(0n);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("payments that go on while transactions are recorded leave the trial balance balanced", async () => {
  const [a, b] = [await openAccount("asset", { name: "a" }), await openAccount("asset", { name: "b" })];
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      index % 2 === 0
        ? client.paymentIntents.create({
            amount: 100 + index,
            currency: "usd",
            payment_method: "tok_visa",
            confirm: true,
          })
        : record([
            { account_id: a, amount: index },
            { account_id: b, amount: -index },
          ]),
    ),
  );
  const { balanced, accounts } = await balancesOf(client);
  expect(balanced).toBe(true);
  expect(accounts["a usd"]).toBeGreaterThan(0);
  expect(Object.values(accounts).reduce((sum, amount) => sum + amount, 0)).toBe(0);
});

test("the running balances of many entries of one account begin where the balance stood, to the last unit", async () => {
  const account = await openAccount("asset");
  const other = await openAccount("asset");
  await record([
    { account_id: account, amount: 15 },
    { account_id: other, amount: -15 },
  ]);
  const { entries } = await record([
    { account_id: account, amount: -amountMax },
    { account_id: account, amount: amountMax },
  ]);
  expect(entries.map(({ balance_after }) => balance_after)).toEqual([15 - amountMax, 15]);
  const { entries: more } = await record([
    { account_id: other, amount: amountMax },
    { account_id: other, amount: -amountMax },
  ]);
  expect(more.map(({ balance_after }) => balance_after)).toEqual([amountMax - 15, -15]);
});
