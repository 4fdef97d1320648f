import type { ApplicationFeeRefund, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { toFeeRefund } from "./application-fee.ts";
import { getFeeRefundRow } from "./list-fee-refunds.ts";
import { applicationFeeRefunds } from "./store.ts";

/** Changes the metadata of a fee's refund. */
export async function updateFeeRefund(
  ctx: Context,
  input: InputOf<Operations["application_fee_refunds.update"]>,
): Promise<ApplicationFeeRefund> {
  const row = await getFeeRefundRow(ctx, input);
  const changed = { ...row, metadata: mergeMetadata(row.metadata, input.metadata) };
  await ctx.tx.run(applicationFeeRefunds.update, changed);
  const refund = toFeeRefund(changed);
  await recordEvent(ctx, "application_fee.refund.updated", refund);
  return refund;
}
