import type { Context } from "../../platform/context.ts";
import { inSandboxTime } from "../../platform/sandbox-time.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance, feeOf, getBalance } from "../balance/index.ts";
import type { Instrument } from "../customers/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { openDisputeJob } from "./jobs.ts";
import { feeOfDirect, shareOut } from "./share-out.ts";
import type { ChargeRow } from "./tables.ts";

/**
 * Collects what a charge was authorised for, or a part: the balance changes, the ledger is posted, and those get their
 * parts who share in it. The charge comes back changed, for the caller to write.
 */
export async function collect(
  ctx: Context,
  charge: ChargeRow,
  instrument: Instrument,
  amount = charge.amount,
): Promise<ChargeRow> {
  const settings = await readSettings(ctx);
  const account = inSandboxTime(ctx);
  const change = await changeBalance(ctx, {
    type: instrument.type === "card" ? "charge" : "payment",
    movement: instrument.type === "customer_balance" ? "cash_charge" : "charge",
    source: charge.id,
    currency: charge.currency,
    amount,
    fee: feeOf(amount, settings.fees[charge.currency]),
    applicationFee: feeOfDirect(charge, amount),
    description: charge.description,
    availableOn: instrument.bypassPending ? undefined : account.now + settings.settlement_delay_s,
  });
  if (instrument.dispute) {
    const at = ctx.now + settings.dispute_delay_s;
    await scheduleTransition(ctx, { type: "dispute", job: openDisputeJob, id: charge.id, at });
  }
  // Nothing of it was ever pending, so nothing else will tell of it.
  if (instrument.bypassPending) await recordEvent(ctx, "balance.available", await getBalance(ctx));
  const shares = await shareOut(account, charge, { amount, availableOn: change.available_on });
  const collected = { status: "succeeded", captured: 1, amount_captured: amount } as const;
  return { ...charge, ...collected, ...shares, balance_transaction: change.id };
}
