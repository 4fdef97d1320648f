import type { Context } from "../../platform/context.ts";
import { dailyPayoutJob, nextMidnight } from "../settings/index.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import { createPayout } from "./create-payout.ts";
import { getBalance } from "./get-balance.ts";

/** Pays out all that is available in each currency, at midnight (UTC), until the settings take the job back. */
export async function payOutDaily(ctx: Context, id: string): Promise<void> {
  const { available } = await getBalance(ctx);
  for (const { amount, currency } of available) {
    if (amount > 0) await createPayout(ctx, { amount, currency, description: "Daily payout" }, true);
  }
  await scheduleVerb(ctx, dailyPayoutJob, id, nextMidnight(ctx.now));
}
