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
import { countsAsRefunded } from "./refund-state.ts";
import { refundsOfCharge } from "./store.ts";
import type { ChargeRow, RefundRow } from "./tables.ts";

type Wanted = Pick<InputOf<Operations["refunds.create"]>, "refund_application_fee" | "reverse_transfer">;
type Shares = Pick<RefundRow, "fee_refunded" | "transfer_reversal" | "transfer_reversed">;

/**
 * Has those pay their parts of a refund who shared in the charge, as far as the caller wants it: the fee goes back first, so
 * that the connected account can pay. Answers what each paid.
 */
export async function refundShares(
  ctx: Context,
  charge: ChargeRow,
  amount: number,
  { refund_application_fee: refundsFee = false, reverse_transfer: reverses = false }: Wanted,
): Promise<Shares> {
  const fee = refundsFee ? await refundFee(ctx, charge, amount) : null;
  const none = { transfer_reversal: null, transfer_reversed: null };
  return { fee_refunded: fee, ...(reverses ? await reverse(ctx, charge, amount) : none) };
}

async function refundFee(ctx: Context, charge: ChargeRow, amount: number): Promise<number> {
  const { application_fee: id } = charge;
  if (id === null) throw nothing("refund_application_fee", "No application fee was taken of the charge.");
  // Of a direct charge the platform has the fee, and the connected account the charge.
  const platform = charge.transfer_data === null ? await inPlaceOfPlatform(ctx) : ctx;
  const fee = await getApplicationFee(platform, { id });
  const share = { whole: fee.amount, left: fee.amount - fee.amount_refunded };
  const part = partOf(charge, amount, share, await earlier(ctx, charge, "fee_refunded"));
  if (part > 0) await refundApplicationFee(platform, { id, amount: part });
  return part;
}

async function reverse(ctx: Context, charge: ChargeRow, amount: number): Promise<Omit<Shares, "fee_refunded">> {
  const { transfer: id } = charge;
  if (id === null) throw nothing("reverse_transfer", "Nothing of the charge was transferred.");
  const transfer = await getTransfer(ctx, { id });
  const share = { whole: transfer.amount, left: transfer.amount - transfer.amount_reversed };
  const part = partOf(charge, amount, share, await earlier(ctx, charge, "transfer_reversed"));
  const reversal = part > 0 ? (await reverseTransfer(ctx, { id, amount: part })).id : null;
  return { transfer_reversal: reversal, transfer_reversed: part };
}

/** What earlier refunds of a charge had of a share: how much they refunded, and how much of the share went with that. */
interface Earlier {
  refunded: number;
  done: number;
}

/** The money of a refund that failed is with the charge again; what went with it is not, and counts for the next one. */
async function earlier(
  ctx: Context,
  { id: charge }: ChargeRow,
  share: "fee_refunded" | "transfer_reversed",
): Promise<Earlier> {
  const sums = { refunded: 0, done: 0 };
  for (const row of await ctx.tx.all(refundsOfCharge, { realm: ctx.principal.realm, charge })) {
    if (row[share] === null) continue;
    sums.done += row[share];
    if (countsAsRefunded[row.status]) sums.refunded += row.amount;
  }
  return sums;
}

/**
 * What of a share goes with a refund: in proportion to all that was refunded with it, rounded half up, less what went
 * before; never more than is left.
 */
function partOf(
  { amount_captured: captured }: Pick<ChargeRow, "amount_captured">,
  amount: number,
  { whole, left }: { whole: number; left: number },
  { refunded, done }: Earlier,
): number {
  // The product may leave the range of exact numbers; the quotient does not.
  const product = 2n * BigInt(whole) * BigInt(refunded + amount);
  const due = Number((product + BigInt(captured)) / (2n * BigInt(captured)));
  return Math.max(0, Math.min(due - done, left));
}

const nothing = (param: string, message: string) => new DomainError("parameter_invalid", { message, param });
