import type { Dispute } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropDisputeJobs } from "./decide-dispute.ts";
import { getDisputeRow, nextDisputeStatus, saveDispute } from "./dispute.ts";

/** Accepts a dispute as lost. */
export async function closeDispute(ctx: Context, { id }: { id: string }): Promise<Dispute> {
  const row = await getDisputeRow(ctx, id);
  const dispute = await saveDispute(ctx, { ...row, status: nextDisputeStatus(ctx, row, "accept") });
  await dropDisputeJobs(ctx, id);
  return dispute;
}
