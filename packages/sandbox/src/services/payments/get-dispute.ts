import type { Dispute } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getDisputeRow, toDispute } from "./dispute.ts";

/** Reads a dispute. */
export async function getDispute(ctx: Context, { id }: { id: string }): Promise<Dispute> {
  return toDispute(ctx, await getDisputeRow(ctx, id));
}
