import type { InputOf, Operations, Payout } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { getPayoutRow, toPayout } from "./payout.ts";
import { payouts } from "./store.ts";

/** Changes a payout's metadata. */
export async function updatePayout(ctx: Context, input: InputOf<Operations["payouts.update"]>): Promise<Payout> {
  const row = await getPayoutRow(ctx, input.id);
  const changed = { ...row, metadata: mergeMetadata(row.metadata, input.metadata) };
  await ctx.tx.run(payouts.update, changed);
  const payout = toPayout(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "payout.updated", payout);
  return payout;
}
