import type { InputOf, Operations, PaymentSettings } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { scheduleVerb, unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { dailyPayoutJob, nextMidnight } from "./daily-payouts.ts";
import { readSettings, settingsAtFirst, toSettings } from "./settings.ts";
import { saveSettings } from "./store.ts";

/** Changes how payments behave from now on; what is under way keeps the times it has. */
export async function updateSettings(
  ctx: Context,
  input: InputOf<Operations["payment_settings.update"]>,
): Promise<PaymentSettings> {
  const current = await readSettings(ctx);
  const { fees, ...changes } = input;
  const values = { ...current, ...changes, fees: { ...current.fees, ...fees } };
  // Only what differs is kept, so that a later default reaches those who never chose.
  const first = settingsAtFirst(ctx.platform);
  const kept = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(first, name)),
  );
  await ctx.tx.run(saveSettings, { realm: ctx.principal.realm, changes: JSON.stringify(Object.fromEntries(kept)) });
  if (values.payout_interval !== current.payout_interval) {
    const daily = values.payout_interval === "daily";
    if (daily) await scheduleVerb(ctx, dailyPayoutJob, "all", nextMidnight(ctx.now));
    else await unscheduleVerb(ctx, dailyPayoutJob, "all");
  }
  return toSettings(values, ctx.principal.mode === "live");
}
