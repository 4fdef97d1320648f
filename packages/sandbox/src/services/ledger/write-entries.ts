import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { signOf } from "./account.ts";
import { lineId } from "./line-ids.ts";
import { exactSum, type Line } from "./lines.ts";
import { keyOf, type Moved } from "./move-balance.ts";
import { insertEntry } from "./store.ts";
import type { EntryRow, TransactionRow } from "./tables.ts";

/** Writes the entries of a transaction behind its move, each with its account's running balance and version. */
export async function writeEntries(
  ctx: Context,
  transaction: TransactionRow,
  lines: readonly Line[],
  moved: ReadonlyMap<string, Moved>,
  created: number,
): Promise<EntryRow[]> {
  const running = beginnings(lines, moved);
  const entries: EntryRow[] = [];
  for (const line of lines) {
    const { account, currency, amount, index } = line;
    const balance = running.get(keyOf(line));
    if (!balance) throw new Error("An entry has no balance.");
    balance.posted += amount;
    balance.version += 1;
    if (!Number.isSafeInteger(balance.posted)) {
      throw new DomainError("balance_out_of_range", { param: `entries[${index}].amount` });
    }
    const row = {
      id: lineId(transaction.id, entries.length, "entry"),
      realm: transaction.realm,
      ledger_transaction: transaction.id,
      account: account.id,
      currency,
      amount,
      balance_after: balance.posted,
      account_version: balance.version,
      sign: signOf(account.type),
      effective_at: transaction.effective_at ?? created,
      created,
    };
    entries.push({ ...row, n: await ctx.tx.insert(insertEntry, row) });
  }
  return entries;
}

/** Where each balance stood before the move. Line by line the way back could leave the range of exact integers. */
function beginnings(lines: readonly Line[], moved: ReadonlyMap<string, Moved>): Map<string, Moved> {
  const running = new Map<string, Moved>();
  for (const [key, group] of Map.groupBy(lines, keyOf)) {
    const behind = moved.get(key);
    const change = exactSum(group.map((line) => line.amount));
    if (!behind || change === undefined) throw new Error("An entry has no balance.");
    running.set(key, { posted: behind.posted - change, version: behind.version - group.length });
  }
  return running;
}
