import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { scheduleTransition } from "../settings/index.ts";
import { changeBalance } from "./balance-transaction.ts";
import { advancePayoutJob, destinations, nextPayoutStatus, toPayout } from "./payout.ts";
import { postToLedger } from "./post-to-ledger.ts";
import { payouts } from "./store.ts";
import type { PayoutRow } from "./tables.ts";

/** Moves a payout on: first it is sent, then it arrives, or the bank refuses it and the money comes back. */
export async function advancePayout(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(payouts.find, { id, realm: ctx.principal.realm });
  if (row?.status === "pending") return send(ctx, row);
  if (row?.status === "in_transit") return destinations[row.behaves_as] ? fail(ctx, row) : arrive(ctx, row);
}

async function send(ctx: Context, row: PayoutRow): Promise<void> {
  const sent = { ...row, status: nextPayoutStatus(row, "send", ctx.principal.mode === "live") };
  await save(ctx, sent, "payout.updated");
  await scheduleTransition(ctx, { type: "payout", job: advancePayoutJob, id: row.id, at: row.arrival_date });
}

async function arrive(ctx: Context, row: PayoutRow): Promise<void> {
  const status = nextPayoutStatus(row, "arrive", ctx.principal.mode === "live");
  const { id, amount, currency } = row;
  await postToLedger(ctx, { movement: "payout_paid", cause: id, currency, amount });
  await save(ctx, { ...row, status }, "payout.paid");
}

async function fail(ctx: Context, row: PayoutRow): Promise<void> {
  const status = nextPayoutStatus(row, "fail", ctx.principal.mode === "live");
  const failure = destinations[row.behaves_as];
  const returned = await returnPayout(ctx, row, "payout_failure");
  const failed = {
    ...row,
    status,
    failure_balance_transaction: returned,
    failure_code: failure?.failureCode ?? null,
    failure_message: failure?.message ?? null,
  };
  await save(ctx, failed, "payout.failed");
}

/** Puts the money of a payout back; answers the balance transaction. */
export async function returnPayout(
  ctx: Context,
  { id, amount, currency }: PayoutRow,
  type: "payout_failure" | "payout_cancel",
): Promise<string> {
  const change = { type, movement: "payout_return", source: id, currency, amount, description: null } as const;
  return (await changeBalance(ctx, change)).id;
}

async function save(
  ctx: Context,
  row: PayoutRow,
  type: "payout.updated" | "payout.paid" | "payout.failed",
): Promise<void> {
  await ctx.tx.run(payouts.update, row);
  await recordEvent(ctx, type, toPayout(row, ctx.principal.mode === "live"));
}
