import type { Dispute } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance, disputeFees } from "../balance/index.ts";
import { getPaymentMethodRow, instrumentOf } from "../customers/index.ts";
import { readSettings } from "../settings/index.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { toDispute } from "./dispute.ts";
import { expireDisputeJob } from "./jobs.ts";
import { availableOnOf } from "./refund.ts";
import { charges, disputes } from "./store.ts";
import type { ChargeRow, DisputeRow } from "./tables.ts";

/** What a payer claims. */
export interface Claim {
  amount: number;
  inquiry: boolean;
  reason: DisputeRow["reason"];
}

/** Opens a dispute: the payer's bank takes the money at once; an inquiry only asks. */
export async function openDispute(ctx: Context, charge: ChargeRow, claim: Claim): Promise<Dispute> {
  const { dispute_response_s: response } = await readSettings(ctx);
  const base: DisputeRow = {
    n: 0,
    id: ctx.platform.ids("dispute"),
    realm: ctx.principal.realm,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    amount: claim.amount,
    currency: charge.currency,
    status: claim.inquiry ? "warning_needs_response" : "needs_response",
    reason: claim.reason,
    evidence: "{}",
    submission_count: 0,
    due_by: ctx.now + response,
    fee: 0,
    withdrawal: null,
    reinstatement: null,
    metadata: "{}",
    created: ctx.now,
  };
  const row = claim.inquiry ? base : await withdraw(ctx, base);
  await ctx.tx.run(disputes.insert, row);
  await saveCharge(ctx, { ...charge, disputed: 1 }, "charge.updated");
  await scheduleVerb(ctx, expireDisputeJob, row.id, row.due_by);
  const dispute = toDispute(ctx, row);
  await recordEvent(ctx, "dispute.created", dispute);
  if (!claim.inquiry) await recordEvent(ctx, "dispute.funds_withdrawn", dispute);
  return dispute;
}

/** The payer's bank takes the money, and the processor its fee. */
export async function withdraw(ctx: Context, row: DisputeRow): Promise<DisputeRow> {
  const fee = disputeFees[row.currency];
  const { id } = await changeBalance(ctx, {
    type: "adjustment",
    movement: "dispute",
    source: row.id,
    currency: row.currency,
    amount: -row.amount,
    fee,
    description: `Dispute of ${row.charge}`,
    availableOn: await availableOnOf(ctx, await getChargeRow(ctx, row.charge)),
  });
  return { ...row, fee, withdrawal: id };
}

/** Opens the dispute that a test instrument brings, if there is still something to dispute. */
export async function openInstrumentDispute(ctx: Context, id: string): Promise<void> {
  const charge = await ctx.tx.first(charges.find, { id, realm: ctx.principal.realm });
  if (!charge || charge.disputed === 1) return;
  const amount = charge.amount_captured - charge.amount_refunded;
  const { dispute } = instrumentOf(await getPaymentMethodRow(ctx, charge.payment_method));
  if (amount > 0 && dispute) await openDispute(ctx, charge, { ...dispute, amount });
}
