import type { Refund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance, getBalanceTransactionRow } from "../balance/index.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { refundTransitions, type RefundCommand } from "./refund-state.ts";
import { refunds } from "./store.ts";
import type { ChargeRow, RefundRow } from "./tables.ts";

/** The refund as the API shows it. */
export function toRefund(row: Omit<RefundRow, "n">, livemode: boolean): Refund {
  return {
    id: row.id,
    object: "refund",
    amount: row.amount,
    balance_transaction: row.balance_transaction,
    charge: row.charge,
    created: row.created,
    currency: row.currency,
    failure_balance_transaction: row.failure_balance_transaction,
    failure_reason: row.failure_reason,
    livemode,
    metadata: JSON.parse(row.metadata) as Refund["metadata"],
    payment_intent: row.payment_intent,
    reason: row.reason,
    status: row.status,
    transfer_reversal: row.transfer_reversal,
  };
}

/** Reads a refund, or throws. */
export async function getRefundRow({ tx, principal }: Context, id: string, param = "id"): Promise<RefundRow> {
  const row = await tx.first(refunds.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("refund", id, param);
  return row;
}

/** The status that a command leads to; throws where it is refused. */
export function nextRefundStatus(row: RefundRow, command: RefundCommand, livemode: boolean): RefundRow["status"] {
  const next = refundTransitions[row.status][command];
  if (next) return next;
  throw commandRefused("refund", row, command, { refund: toRefund(row, livemode) });
}

/** From when on the money of a charge can be used: what leaves before comes out of what is pending. */
export async function availableOnOf(ctx: Context, charge: ChargeRow): Promise<number | undefined> {
  if (charge.balance_transaction === null) return undefined;
  return (await getBalanceTransactionRow(ctx, charge.balance_transaction)).available_on;
}

/** The events that a refund's change is told by, besides the one that tells it of the charge. */
type RefundEvent = "refund.canceled" | "refund.completed" | "refund.failed" | "refund.updated";

/** Writes a changed refund and tells of it. */
export async function saveRefund(ctx: Context, row: RefundRow, type: RefundEvent): Promise<Refund> {
  await ctx.tx.run(refunds.update, row);
  const refund = toRefund(row, ctx.principal.mode === "live");
  await recordEvent(ctx, type, refund);
  await recordEvent(ctx, "charge.refund.updated", refund);
  return refund;
}

/** Ends a refund whose money comes back: the balance has it again, and the charge can be refunded again. */
export async function returnRefund(
  ctx: Context,
  row: RefundRow,
  command: Extract<RefundCommand, "fail" | "cancel">,
  failureReason: string | null,
): Promise<Refund> {
  const livemode = ctx.principal.mode === "live";
  const status = nextRefundStatus(row, command, livemode);
  const charge = await getChargeRow(ctx, row.charge);
  const { id, amount, currency } = row;
  const returned = await changeBalance(ctx, {
    type: "refund_failure",
    movement: "refund_return",
    source: id,
    currency,
    amount,
    description: null,
    availableOn: await availableOnOf(ctx, charge),
  });
  await saveCharge(ctx, { ...charge, amount_refunded: charge.amount_refunded - amount }, "charge.updated");
  const ended = { ...row, status, failure_reason: failureReason, failure_balance_transaction: returned.id };
  return saveRefund(ctx, ended, command === "fail" ? "refund.failed" : "refund.canceled");
}
