import type { Refund } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getRefundRow, toRefund } from "./refund.ts";

/** Reads a refund. */
export async function getRefund(ctx: Context, { id }: { id: string }, param = "id"): Promise<Refund> {
  return toRefund(await getRefundRow(ctx, id, param), ctx.principal.mode === "live");
}
