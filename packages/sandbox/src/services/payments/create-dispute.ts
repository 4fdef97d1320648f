import { formatAmount, type Dispute, type InputOf, type Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getChargeRow } from "./charge.ts";
import { openDispute } from "./open-dispute.ts";

/** Disputes a charge in the payer's place. */
export async function createDispute(ctx: Context, input: InputOf<Operations["disputes.create"]>): Promise<Dispute> {
  const charge = await getChargeRow(ctx, input.charge, "charge");
  if (charge.captured === 0) throw new DomainError("charge_not_captured", { param: "charge" });
  if (charge.disputed === 1) {
    throw new DomainError("charge_disputed", {
      message: `The charge ${charge.id} was disputed before.`,
      param: "charge",
    });
  }
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw new DomainError("charge_already_refunded", {
      message: `The charge ${charge.id} is refunded: there is nothing to dispute.`,
      param: "charge",
    });
  }
  const amount = input.amount ?? left;
  if (amount > left) {
    throw new DomainError("amount_too_large", {
      message: `At most ${formatAmount(left, charge.currency)} of the charge can be disputed.`,
      param: "amount",
    });
  }
  return openDispute(ctx, charge, { amount, inquiry: input.inquiry ?? false, reason: input.reason ?? "fraudulent" });
}
