import type { Payout } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropTransition } from "../settings/index.ts";
import { recordEvent } from "../activity/index.ts";
import { returnPayout } from "./advance-payout.ts";
import { advancePayoutJob, getPayoutRow, nextPayoutStatus, toPayout } from "./payout.ts";
import { payouts } from "./store.ts";

/** Takes a pending payout back. */
export async function cancelPayout(ctx: Context, { id }: { id: string }): Promise<Payout> {
  const row = await getPayoutRow(ctx, id);
  const livemode = ctx.principal.mode === "live";
  const status = nextPayoutStatus(row, "cancel", livemode);
  const canceled = { ...row, status, failure_balance_transaction: await returnPayout(ctx, row, "payout_cancel") };
  await ctx.tx.run(payouts.update, canceled);
  await dropTransition(ctx, advancePayoutJob, id);
  const payout = toPayout(canceled, livemode);
  await recordEvent(ctx, "payout.canceled", payout);
  return payout;
}
