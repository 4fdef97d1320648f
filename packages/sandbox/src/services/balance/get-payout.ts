import type { Payout } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getPayoutRow, toPayout } from "./payout.ts";

/** Reads a payout. */
export async function getPayout(ctx: Context, { id }: { id: string }): Promise<Payout> {
  return toPayout(await getPayoutRow(ctx, id), ctx.principal.mode === "live");
}
