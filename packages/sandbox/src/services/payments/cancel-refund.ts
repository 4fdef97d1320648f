import type { Refund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropTransition } from "../settings/index.ts";
import { settleRefundJob } from "./jobs.ts";
import { getRefundRow, returnRefund } from "./refund.ts";

/** Takes a pending refund back. */
export async function cancelRefund(ctx: Context, { id }: { id: string }): Promise<Refund> {
  const refund = await returnRefund(ctx, await getRefundRow(ctx, id), "cancel", null);
  await dropTransition(ctx, settleRefundJob, id);
  return refund;
}
