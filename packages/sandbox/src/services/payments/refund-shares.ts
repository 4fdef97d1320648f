import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import {
  getApplicationFee,
  getTransfer,
  inPlaceOfPlatform,
  refundApplicationFee,
  reverseTransfer,
} from "../connect/index.ts";
import type { ChargeRow } from "./tables.ts";

type Wanted = Pick<InputOf<Operations["refunds.create"]>, "refund_application_fee" | "reverse_transfer">;

/**
 * Has those pay their parts of a refund who shared in the charge, as far as the caller wants it: the fee goes back first, so
 * that the connected account can pay. Answers the reversal of the transfer.
 */
export async function refundShares(
  ctx: Context,
  charge: ChargeRow,
  amount: number,
  { refund_application_fee: refundsFee = false, reverse_transfer: reverses = false }: Wanted,
): Promise<string | null> {
  if (refundsFee) await refundFee(ctx, charge, amount);
  return reverses ? reverse(ctx, charge, amount) : null;
}

async function refundFee(ctx: Context, charge: ChargeRow, amount: number): Promise<void> {
  const { application_fee: id } = charge;
  if (id === null) throw nothing("refund_application_fee", "No application fee was taken of the charge.");
  // Of a direct charge the platform has the fee, and the connected account the charge.
  const platform = charge.transfer_data === null ? await inPlaceOfPlatform(ctx) : ctx;
  const fee = await getApplicationFee(platform, { id });
  const part = partOf(charge, amount, { whole: fee.amount, done: fee.amount_refunded });
  if (part > 0) await refundApplicationFee(platform, { id, amount: part });
}

async function reverse(ctx: Context, charge: ChargeRow, amount: number): Promise<string | null> {
  const { transfer: id } = charge;
  if (id === null) throw nothing("reverse_transfer", "Nothing of the charge was transferred.");
  const transfer = await getTransfer(ctx, { id });
  const part = partOf(charge, amount, { whole: transfer.amount, done: transfer.amount_reversed });
  return part > 0 ? (await reverseTransfer(ctx, { id, amount: part })).id : null;
}

/** What of a share goes with a refund: in proportion, rounded half up; all that is left with the last refund. */
function partOf(
  charge: Pick<ChargeRow, "amount_captured" | "amount_refunded">,
  amount: number,
  { whole, done }: { whole: number; done: number },
): number {
  const left = whole - done;
  const { amount_captured: captured, amount_refunded: refunded } = charge;
  if (refunded + amount === captured) return left;
  // The product may leave the range of exact numbers; the quotient does not.
  const part = Number((2n * BigInt(whole) * BigInt(amount) + BigInt(captured)) / (2n * BigInt(captured)));
  return Math.min(part, left);
}

const nothing = (param: string, message: string) => new DomainError("parameter_invalid", { message, param });
