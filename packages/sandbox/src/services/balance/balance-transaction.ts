import type { BalanceTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { inSandboxTime } from "../../platform/sandbox-time.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import { postToLedger } from "./post-to-ledger.ts";
import type { Movement } from "./postings.ts";
import { addToSum, balanceTransactions } from "./store.ts";
import type { BalanceTransactionRow } from "./tables.ts";

/** The kind of the job that makes pending money available; its reference is the instant. */
export const settleBalanceJob = "balance.settle";

/** The balance transaction as the API shows it. */
export function toBalanceTransaction(row: Omit<BalanceTransactionRow, "n">, livemode: boolean): BalanceTransaction {
  const { id, amount, currency, fee, net } = row;
  return {
    id,
    object: "balance_transaction",
    amount,
    available_on: row.available_on,
    created: row.created,
    currency,
    description: row.description,
    fee,
    fee_details: feeDetails(row),
    livemode,
    net,
    source: row.source,
    status: row.status,
    type: row.type,
  };
}

function feeDetails({ fee, application_fee: shared, currency }: Omit<BalanceTransactionRow, "n">) {
  return [
    { amount: fee - shared, currency, description: "Processing fee", type: "stripe_fee" },
    { amount: shared, currency, description: "Application fee", type: "application_fee" },
  ].filter(({ amount }) => amount > 0);
}

/** A change of the balance, with the movement in the ledger that it is. */
export interface BalanceChange {
  type: BalanceTransactionRow["type"];
  movement: Movement;
  /** The id of the charge, refund, dispute or payout. */
  source: string;
  currency: BalanceTransactionRow["currency"];
  /** What the balance gains; below zero what it loses. */
  amount: number;
  /** What the processor takes. */
  fee?: number;
  /** What the platform takes. */
  applicationFee?: number;
  description: string | null;
  /** From when on the money can be used; at once when absent or past. */
  availableOn?: number | undefined;
}

/** Records a change of the balance and posts it to the ledger, both in the transaction of the cause. */
export async function changeBalance(cause: Context, change: BalanceChange): Promise<BalanceTransactionRow> {
  // The balance is the account's: whose payment it is, its money comes by the account's time.
  const ctx = inSandboxTime(cause);
  const { amount, currency, source, applicationFee = 0 } = change;
  const fee = (change.fee ?? 0) + applicationFee;
  const availableOn = Math.max(change.availableOn ?? ctx.now, ctx.now);
  const status = availableOn > ctx.now ? "pending" : "available";
  const row = {
    id: ctx.platform.ids("balanceTransaction"),
    realm: ctx.principal.realm,
    type: change.type,
    source,
    currency,
    amount,
    fee,
    application_fee: applicationFee,
    net: amount - fee,
    description: change.description,
    status,
    available_on: availableOn,
    payout: null,
    created: ctx.now,
  } as const;
  await ctx.tx.run(balanceTransactions.insert, row);
  await ctx.tx.run(addToSum, row);
  await postToLedger(ctx, {
    movement: change.movement,
    cause: source,
    currency,
    amount: Math.abs(amount),
    fee,
    applicationFee,
    held: status,
  });
  if (status === "pending") await scheduleVerb(ctx, settleBalanceJob, String(availableOn), availableOn);
  return { ...row, n: 0 };
}
