import type { InputOf, Operations, Refund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { getRefundRow, toRefund } from "./refund.ts";
import { refunds } from "./store.ts";

/** Changes a refund's metadata. */
export async function updateRefund(ctx: Context, input: InputOf<Operations["refunds.update"]>): Promise<Refund> {
  const row = await getRefundRow(ctx, input.id);
  const changed = { ...row, metadata: mergeMetadata(row.metadata, input.metadata) };
  await ctx.tx.run(refunds.update, changed);
  const refund = toRefund(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "refund.updated", refund);
  return refund;
}
