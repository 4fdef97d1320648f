import { defaultAsset, type InputOf, type Operations, type Statement, type TextDocument } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { isoInstant } from "../../platform/day.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { getAccountRow, onSide, signOf } from "./account.ts";
import { accountBalances, placeAt } from "./balances-at.ts";
import { columnsOf, total } from "./columns.ts";
import { csvDocument, decimal } from "./csv.ts";
import { assertPeriod, endOf } from "./period.ts";
import { entriesBetween, entriesEffectiveIn } from "./past-store.ts";
import { toEntry } from "./transaction.ts";

type Input = InputOf<Operations["ledger_accounts.statement"]>;

/** Behind every instant that a timestamp can name. */
const everAfter = Number.MAX_SAFE_INTEGER;

/** One account between two instants: what it began with, each entry, and what it ended with. */
export async function accountStatement(ctx: Context, input: Input): Promise<Statement | TextDocument> {
  const statement = await draw(ctx, input);
  return input.format === "csv" ? toCsv(statement) : statement;
}

async function draw(ctx: Context, input: Input): Promise<Statement> {
  const { id, from, to, by = "created" } = input;
  assertPeriod(from, to);
  const account = await getAccountRow(ctx, id);
  const currency = input.currency ?? account.currency ?? defaultAsset;
  const sign = signOf(account.type);
  const balances = from === undefined ? [] : await accountBalances(ctx.tx, account, { at: endOf(from), by });
  const opening = balances.find((balance) => balance.currency === currency)?.posted ?? 0;

  const limit = limits.statementEntriesMax + 1;
  const rows =
    by === "created"
      ? await ctx.tx.all(entriesBetween, {
          realm: account.realm,
          account: account.id,
          currency,
          after: from === undefined ? 0 : await placeAt(ctx.tx, account.realm, from - 1),
          last: await placeAt(ctx.tx, account.realm, endOf(to) ?? everAfter),
          limit,
        })
      : await ctx.tx.all(entriesEffectiveIn, {
          realm: account.realm,
          account: account.id,
          currency,
          from: from ?? 0,
          to: to ?? everAfter,
          limit,
        });
  if (rows.length > limits.statementEntriesMax) {
    throw new DomainError("parameter_invalid", {
      message: `A statement has at most ${limits.statementEntriesMax} entries: choose a shorter period.`,
      param: from === undefined ? "from" : "to",
    });
  }

  let balance = opening;
  const entries = rows.map((row) => {
    balance = total([balance, row.amount]);
    const { reference_id, description } = row;
    return { ...toEntry(row), reference_id, description, balance: onSide(balance, sign) };
  });
  const sides = rows.map((row) => columnsOf(row.amount));
  return {
    object: "ledger_statement",
    account_id: account.id,
    name: account.name,
    code: account.code,
    currency,
    by,
    from: from ?? null,
    to: to ?? null,
    opening_balance: onSide(opening, sign),
    closing_balance: onSide(balance, sign),
    total_debit: total(sides.map(({ debit }) => debit)),
    total_credit: total(sides.map(({ credit }) => credit)),
    entries,
  };
}

function toCsv({ opening_balance: opening, closing_balance: closing, currency, entries, from, to }: Statement) {
  const money = (amount: number) => decimal(amount, currency);
  const edge = (name: string, at: number | null, balance: number) => [
    at === null ? "" : isoInstant(at),
    "",
    "",
    "",
    name,
    "",
    "",
    money(balance),
    currency,
  ];
  return csvDocument([
    ["created", "effective_at", "transaction", "reference_id", "description", "debit", "credit", "balance", "currency"],
    edge("Opening balance", from, opening),
    ...entries.map((entry) => [
      isoInstant(entry.created),
      isoInstant(entry.effective_at),
      entry.transaction,
      entry.reference_id,
      entry.description ?? "",
      entry.amount > 0 ? money(entry.amount) : "",
      entry.amount < 0 ? money(-entry.amount) : "",
      money(entry.balance),
      currency,
    ]),
    edge("Closing balance", to, closing),
  ]);
}
