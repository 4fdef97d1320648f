import { defaultAsset, idPrefixes, type Asset } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getAccountRow } from "./account.ts";
import { signedAmount, type TransactionInput } from "./content.ts";
import type { AccountRow, HoldRow } from "./tables.ts";

/** One entry, its account known and its amount signed. */
export interface Line {
  index: number;
  account: AccountRow;
  currency: Asset;
  /** Debit positive. */
  amount: number;
}

const isId = (name: string) => name.startsWith(`${idPrefixes.ledgerAccount}_`);

/**
 * What a caller sent, with the ids of the accounts that it names by their codes: to name an account the one way or the
 * other is the same content under a reference. Throws where there is no such account.
 */
export async function nameById(ctx: Context, input: TransactionInput): Promise<TransactionInput> {
  if (input.entries.every((entry) => isId(entry.account_id))) return input;
  const entries = [];
  for (const [index, entry] of input.entries.entries()) {
    const { id } = await getAccountRow(ctx, entry.account_id, `entries[${index}].account_id`);
    entries.push({ ...entry, account_id: id });
  }
  return { ...input, entries };
}

/** The lines of what a caller sent. */
export async function resolveLines(ctx: Context, entries: TransactionInput["entries"]): Promise<Line[]> {
  const accounts = new Map<string, AccountRow>();
  const lines: Line[] = [];
  for (const [index, entry] of entries.entries()) {
    const id = entry.account_id;
    const account = accounts.get(id) ?? (await getAccountRow(ctx, id, `entries[${index}].account_id`));
    accounts.set(id, account);
    const currency = entry.currency ?? account.currency ?? defaultAsset;
    if (account.currency !== null && account.currency !== currency) {
      throw new DomainError("currency_mismatch", {
        message: `The account ${id} holds ${account.currency}, the entry is in ${currency}.`,
        param: `entries[${index}].currency`,
      });
    }
    lines.push({ index, account, currency, amount: signedAmount(entry, index) });
  }
  return lines;
}

/** The lines of rows that were recorded earlier, their amounts times `factor`. */
export async function linesOf(
  ctx: Context,
  rows: readonly Pick<HoldRow, "account" | "currency" | "amount">[],
  factor: 1 | -1 = 1,
): Promise<Line[]> {
  const accounts = new Map<string, AccountRow>();
  const lines: Line[] = [];
  for (const [index, row] of rows.entries()) {
    const account = accounts.get(row.account) ?? (await getAccountRow(ctx, row.account));
    accounts.set(row.account, account);
    lines.push({ index, account, currency: row.currency, amount: row.amount * factor });
  }
  return lines;
}

/** Throws unless the lines sum to zero in each currency. */
export function assertBalanced(lines: readonly Line[]): void {
  const currencies = Map.groupBy(lines, (line) => line.currency);
  for (const [currency, group] of currencies) {
    const sum = exactSum(group.map((line) => line.amount));
    if (sum === 0) continue;
    throw new DomainError(currencies.size === 1 ? "transaction_unbalanced" : "currency_unbalanced", {
      message: `The entries in ${currency} sum to ${sum ?? "more than the range"}, not to zero (debits are positive).`,
      param: `entries[${group[0]?.index}].amount`,
    });
  }
}

/** Throws when an account takes no entries. */
export function assertOpen(lines: readonly Line[]): void {
  const closed = lines.find((line) => line.account.closed_at !== null);
  if (!closed) return;
  throw new DomainError("account_closed", {
    message: `The account '${closed.account.name}' is closed and takes no entries.`,
    param: `entries[${closed.index}].account_id`,
  });
}

/** An exact sum, or undefined when it leaves the range of exact integers. */
export function exactSum(amounts: readonly number[]): number | undefined {
  let sum = 0;
  for (const amount of amounts) {
    sum += amount;
    // From here on a sum of floats could be off by one, and come back into the range.
    if (!Number.isSafeInteger(sum)) return exactly(amounts);
  }
  return sum;
}

function exactly(amounts: readonly number[]): number | undefined {
  const sum = Number(amounts.reduce((total, amount) => total + BigInt(amount), 0n));
  return Number.isSafeInteger(sum) ? sum : undefined;
}
