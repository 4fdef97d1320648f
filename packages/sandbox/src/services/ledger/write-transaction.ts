import type { LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { canonical } from "./canonical.ts";
import { openHead, seal } from "./chain.ts";
import type { Sent } from "./content.ts";
import { lineId } from "./line-ids.ts";
import { assertOpen, type Line } from "./lines.ts";
import { moveBalances } from "./move-balance.ts";
import { insertHold, insertTransaction } from "./store.ts";
import type { EntryRow, HoldRow, TransactionRow } from "./tables.ts";
import { toTransaction } from "./transaction.ts";
import { writeEntries } from "./write-entries.ts";

/** The job that ends a pending transaction at its instant. */
export const expiryJob = "ledger.expire";

/** Writes a balanced transaction: its rows, the balances, the link that seals them, and the event. */
export async function writeTransaction(
  ctx: Context,
  sent: Sent,
  lines: readonly Line[],
  reverses: string | null = null,
): Promise<LedgerTransaction> {
  assertOpen(lines);
  const { platform, principal, tx } = ctx;
  const head = await openHead(ctx);
  const { expires_in_s: expiresIn, ...content } = sent;
  const values = {
    id: platform.ids("ledgerTransaction"),
    realm: principal.realm,
    ...content,
    expires_at: expiresIn === null ? null : head.now + expiresIn,
    reverses,
    created: head.now,
  };
  const row = { ...values, n: await tx.insert(insertTransaction, values) };

  const rows = row.pending === 1 ? await hold(ctx, row, lines) : await post(ctx, row, lines);
  const texts = rows.map((line) => (isEntry(line) ? canonical("entry", line) : canonical("hold", line)));
  await seal(ctx, head, "transaction", row.id, [canonical("transaction", row), ...texts]);

  const status = row.pending === 1 ? ("pending" as const) : ("recorded" as const);
  const journal = { ...row, status, resolved_at: null, reversed_by: null };
  const transaction = toTransaction(journal, rows, principal.mode === "live");
  await recordEvent(ctx, "transaction.recorded", transaction);
  return transaction;
}

async function post(ctx: Context, row: TransactionRow, lines: readonly Line[]): Promise<EntryRow[]> {
  const moved = await moveBalances(ctx, { posted: lines });
  return writeEntries(ctx, row, lines, moved, row.created);
}

async function hold(ctx: Context, row: TransactionRow, lines: readonly Line[]): Promise<HoldRow[]> {
  await moveBalances(ctx, { posted: [], held: lines });
  const rows: HoldRow[] = [];
  for (const { account, currency, amount } of lines) {
    const values = {
      id: lineId(row.id, rows.length, "hold"),
      realm: row.realm,
      ledger_transaction: row.id,
      account: account.id,
      currency,
      amount,
      created: row.created,
    };
    rows.push({ ...values, n: await ctx.tx.insert(insertHold, values) });
  }
  if (row.expires_at !== null) {
    await ctx.platform.queue.schedule(ctx.tx, expiryJob, row.id, row.expires_at * 1000);
  }
  return rows;
}

const isEntry = (row: HoldRow | EntryRow): row is EntryRow => "balance_after" in row;
