import type { TransferData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { changeBalance, feeOf } from "../balance/index.ts";
import { createTransfer } from "../connect/index.ts";
import type { Instrument } from "../customers/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { openDisputeJob } from "./jobs.ts";
import type { ChargeRow } from "./tables.ts";

/**
 * Collects what a charge was authorised for, or a part: the balance changes, the ledger is posted, and what of it is for a
 * connected account is transferred. The charge comes back changed, for the caller to write.
 */
export async function collect(
  ctx: Context,
  charge: ChargeRow,
  instrument: Instrument,
  amount = charge.amount,
): Promise<ChargeRow> {
  const settings = await readSettings(ctx);
  const { id } = await changeBalance(ctx, {
    type: instrument.type === "card" ? "charge" : "payment",
    movement: instrument.type === "customer_balance" ? "cash_charge" : "charge",
    source: charge.id,
    currency: charge.currency,
    amount,
    fee: feeOf(amount, settings.fees[charge.currency]),
    description: charge.description,
    availableOn: instrument.bypassPending ? ctx.now : ctx.now + settings.settlement_delay_s,
  });
  if (instrument.dispute) {
    const at = ctx.now + settings.dispute_delay_s;
    await scheduleTransition(ctx, { type: "dispute", job: openDisputeJob, id: charge.id, at });
  }
  if (charge.transfer_data !== null) {
    const { destination, amount: part } = JSON.parse(charge.transfer_data) as TransferData;
    // Of an amount that was captured in part there may be less.
    const sent = Math.min(part ?? amount, amount);
    await createTransfer(ctx, { amount: sent, currency: charge.currency, destination, source_transaction: charge.id });
  }
  return { ...charge, status: "succeeded", captured: 1, amount_captured: amount, balance_transaction: id };
}
