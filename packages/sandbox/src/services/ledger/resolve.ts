import type { LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { isoInstant } from "../../platform/day.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { canonical } from "./canonical.ts";
import { openHead, seal, type Head } from "./chain.ts";
import { linesOf, type Line } from "./lines.ts";
import { moveBalances } from "./move-balance.ts";
import { insertResolution } from "./store.ts";
import type { JournalRow, ResolutionRow } from "./tables.ts";
import { getTransactionRow, holdsOfTransaction, showTransaction } from "./transaction.ts";
import { expiryJob } from "./write-transaction.ts";
import { writeEntries } from "./write-entries.ts";

type Outcome = ResolutionRow["outcome"];

/**
 * The pending transaction with this id; throws what came of it when it is no longer pending. One whose instant has come
 * expires here, though its job has not run yet: that error is returned, so that the expiry commits.
 */
export async function getPending(ctx: Context, id: string): Promise<JournalRow | DomainError> {
  const row = await getTransactionRow(ctx, id);
  if (row.status !== "pending") throw await alreadyResolved(ctx, row);
  if (row.expires_at === null || ctx.now < row.expires_at) return row;
  await resolve(ctx, row, "expired");
  return alreadyResolved(ctx, await getTransactionRow(ctx, id));
}

const resolvedCodes = {
  recorded: "transaction_not_pending",
  posted: "hold_already_posted",
  voided: "hold_already_voided",
  expired: "hold_expired",
} as const;

async function alreadyResolved(ctx: Context, row: JournalRow): Promise<DomainError> {
  if (row.status === "pending") throw new Error(`The transaction ${row.id} is pending.`);
  return new DomainError(resolvedCodes[row.status], {
    ...(row.resolved_at !== null && {
      message: `The transaction ${row.id} was ${row.status} at ${isoInstant(row.resolved_at)}.`,
    }),
    param: "id",
    resource: { ledger_transaction: await showTransaction(ctx, row) },
  });
}

/** Ends a pending transaction: what `select` takes of the lines is posted, the rest is released. */
export async function resolve(
  ctx: Context,
  row: JournalRow,
  outcome: Outcome,
  select: (held: readonly Line[]) => readonly Line[] = () => [],
): Promise<LedgerTransaction> {
  const held = await linesOf(ctx, await holdsOfTransaction(ctx.tx, row.id));
  const posted = select(held);
  const head = await openHead(ctx);
  const moved = await moveBalances(ctx, { posted, released: held });
  const resolution = await insert(ctx, head, row, outcome);
  const entries = await writeEntries(ctx, row, posted, moved, head.now);
  const texts = entries.map((entry) => canonical("entry", entry));
  await seal(ctx, head, "resolution", row.id, [canonical("resolution", resolution), ...texts]);
  if (row.expires_at !== null) await ctx.platform.queue.remove(ctx.tx, expiryJob, row.id);

  const transaction = await showTransaction(ctx, { ...row, status: outcome, resolved_at: head.now });
  await recordEvent(ctx, `transaction.${outcome}`, transaction);
  return transaction;
}

async function insert(ctx: Context, head: Head, row: JournalRow, outcome: Outcome): Promise<ResolutionRow> {
  const values = { realm: row.realm, ledger_transaction: row.id, outcome, created: head.now };
  return { ...values, n: await ctx.tx.insert(insertResolution, values) };
}
