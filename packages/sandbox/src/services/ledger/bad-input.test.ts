import type { Client, EntryParam } from "@micro/sdk";
import { expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { move, openBook } from "../../../test/support/book.ts";
import { failureOf } from "../../../test/support/failure.ts";
import { newestSeq } from "../../../test/support/look.ts";
import { startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";
import { countRows, openStore } from "../../../test/support/store.ts";

/** What a case has at hand; the names are ids. */
interface Bench {
  client: Client;
  /** Records entries under a new reference. */
  record: (entries: EntryParam[]) => Promise<unknown>;
  cash: string;
  sales: string;
  /** Between 0 and 500. */
  purse: string;
  floored: string;
  any: string;
  closed: string;
  foreign: string;
  voided: string;
  recorded: string;
}
type Case = [what: string, call: (bench: Bench) => Promise<unknown>, status: number, code: string, param?: string];

const cases: Case[] = [
  [
    "entries that do not balance",
    ({ record, cash, sales }) => record([...move(cash, sales, 100), { account_id: cash, amount: 1 }]),
    400,
    "transaction_unbalanced",
    "entries[0].amount",
  ],
  ["one entry", ({ record, cash }) => record([{ account_id: cash, amount: 1 }]), 400, "entries_too_few", "entries"],
  [
    "501 entries",
    ({ record, cash }) => record(Array.from({ length: 501 }, () => ({ account_id: cash, amount: 1 }))),
    400,
    "entries_too_many",
    "entries",
  ],
  [
    "a zero amount",
    ({ record, cash, sales }) => record([...move(cash, sales, 1), { account_id: cash, amount: 0 }]),
    400,
    "amount_zero",
    "entries[2].amount",
  ],
  [
    "a fraction",
    ({ record, cash, sales }) =>
      record([
        { account_id: cash, amount: 1 },
        { account_id: sales, amount: -0.5 },
      ]),
    400,
    "parameter_invalid_integer",
    "entries[1].amount",
  ],
  [
    "more than 2^53 - 1",
    ({ record, cash, sales }) =>
      record([
        { account_id: cash, amount: 1 },
        { account_id: sales, amount: -(2 ** 53) },
      ]),
    400,
    "amount_out_of_range",
    "entries[1].amount",
  ],
  [
    "a balance beyond the range",
    ({ record, cash, sales }) => record(move(cash, sales, Number.MAX_SAFE_INTEGER)),
    400,
    "balance_out_of_range",
    "entries[1].amount",
  ],
  [
    "two currencies that do not balance by themselves",
    ({ record, cash, any }) =>
      record([
        { account_id: cash, amount: 5 },
        { account_id: any, amount: -5, currency: "eur" },
      ]),
    400,
    "currency_unbalanced",
    "entries[0].amount",
  ],
  [
    "a currency that the account does not hold",
    ({ record, any, sales }) =>
      record([
        { account_id: any, amount: 5, currency: "eur" },
        { account_id: sales, amount: -5, currency: "eur" },
      ]),
    400,
    "currency_mismatch",
    "entries[1].currency",
  ],
  [
    "an unknown account",
    ({ record, cash }) => record(move(cash, "acct_nope", 5)),
    404,
    "resource_missing",
    "entries[1].account_id",
  ],
  [
    "another's account",
    ({ record, cash, foreign }) => record(move(cash, foreign, 5)),
    404,
    "resource_missing",
    "entries[1].account_id",
  ],
  [
    "a closed account",
    ({ record, cash, closed }) => record(move(cash, closed, 5)),
    400,
    "account_closed",
    "entries[1].account_id",
  ],
  [
    "more than an account has",
    ({ record, cash, purse }) => record(move(cash, purse, 101)),
    400,
    "balance_insufficient",
    "entries[1].amount",
  ],
  [
    "less than an account must keep",
    ({ record, cash, floored }) => record(move(cash, floored, 11)),
    400,
    "balance_below_minimum",
    "entries[1].amount",
  ],
  [
    "more than an account may hold",
    ({ record, cash, purse }) => record(move(purse, cash, 401)),
    400,
    "balance_above_maximum",
    "entries[0].amount",
  ],
  [
    "a code that is taken",
    ({ client }) => client.ledgerAccounts.create({ name: "Till", type: "asset", code: "assets:cash" }),
    409,
    "account_code_taken",
    "code",
  ],
  [
    "a name that is taken",
    ({ client }) => client.ledgerAccounts.create({ name: "Cash", type: "asset" }),
    409,
    "account_name_taken",
    "name",
  ],
  [
    "a reference with other entries",
    ({ client, cash, sales }) =>
      client.ledgerTransactions.create({ reference_id: "first", entries: move(cash, sales, 7) }),
    409,
    "reference_conflict",
    "entries",
  ],
  [
    "posting a voided hold",
    ({ client, voided }) => client.ledgerTransactions.post(voided),
    409,
    "hold_already_voided",
    "id",
  ],
  [
    "posting what was never held",
    ({ client, recorded }) => client.ledgerTransactions.post(recorded),
    409,
    "transaction_not_pending",
    "id",
  ],
  [
    "reversing a voided hold",
    ({ client, voided }) => client.ledgerTransactions.reverse(voided),
    409,
    "transaction_not_reversible",
    "id",
  ],
];

test("bad input is refused with its own code and the entry at fault, and leaves nothing", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  const bench = await setUp(sandbox);
  const { client } = bench;
  const store = openStore(file);
  // That a reference failed is kept, and sealed: a late retry fails, too.
  const apart = { idempotency_keys: 0, ledger_refusals: 0, ledger_chain: 0 };
  const look = async () => ({
    rows: { ...countRows(store), ...apart },
    seq: await newestSeq(client),
    balances: (await client.ledger.trialBalance()).currencies,
  });
  for (const [what, call, status, code, param] of cases) {
    const before = await look();
    const failure = await failureOf(call(bench));
    const told = { what, status: failure.status, code: failure.code, param: failure.param };
    expect(told).toEqual({ what, status, code, param });
    expect(await look(), what).toEqual(before);
  }
  expect((await client.ledger.verify()).valid).toBe(true);
});

async function setUp(sandbox: Awaited<ReturnType<typeof startSandbox>>): Promise<Bench> {
  const { client } = sandbox;
  const book = openBook(client);
  const other = clientOf(sandbox, (await (await registerMember(sandbox, "bob@example.test")).createKey()).key);
  const cash = await book.open("asset", { name: "Cash", code: "assets:cash" });
  const sales = await book.open("revenue");
  const purse = await book.open("asset", { min_balance: 0, max_balance: 500 });
  const floored = await book.open("asset", { min_balance: -10 });
  const first = await client.ledgerTransactions.create({ reference_id: "first", entries: move(cash, sales, 100) });
  await book.move(purse, cash, 100);
  const held = await book.move(cash, sales, 5, { pending: true });
  const closed = await book.open("asset");
  await client.ledgerAccounts.close(closed);
  return {
    client,
    record: (entries) => book.move("", "", 0, { entries }),
    cash,
    sales,
    purse,
    floored,
    any: await book.open("equity", { currency: null }),
    closed,
    foreign: await openBook(other).open("asset"),
    voided: (await client.ledgerTransactions.void(held.id)).id,
    recorded: first.id,
  };
}
