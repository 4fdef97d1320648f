import type { InputOf, Operations, Refund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { getRefundRow, saveRefund } from "./refund.ts";

/** Changes a refund's metadata. */
export async function updateRefund(ctx: Context, input: InputOf<Operations["refunds.update"]>): Promise<Refund> {
  const row = await getRefundRow(ctx, input.id);
  const changed = { ...row, metadata: mergeMetadata(row.metadata, input.metadata) };
  return saveRefund(ctx, changed, "refund.updated");
}
