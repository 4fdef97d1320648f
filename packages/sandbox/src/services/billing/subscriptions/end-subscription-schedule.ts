import type { InputOf, Operations, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { releaseFrom } from "./advance-schedule.ts";
import { endSubscription } from "./end-subscription.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { assertScheduleAllows, getScheduleRow, saveSchedule, toSchedule } from "./subscription-schedule.ts";

/** Ends a schedule; its subscription goes on as it is. */
export async function releaseSubscriptionSchedule(ctx: Context, { id }: { id: string }): Promise<SubscriptionSchedule> {
  const row = await getScheduleRow(ctx, id);
  await assertScheduleAllows(ctx, row, "release");
  if (row.subscription === null) {
    return saveSchedule(ctx, { ...row, status: "released", released_at: ctx.now }, "subscription_schedule.released");
  }
  await releaseFrom(ctx, row, await getSubscriptionRow(ctx, row.subscription));
  return toSchedule(ctx, await getScheduleRow(ctx, id));
}

/** Ends a schedule and its subscription. */
export async function cancelSubscriptionSchedule(
  ctx: Context,
  { id, prorate = true, invoice_now: invoice = true }: InputOf<Operations["subscription_schedules.cancel"]>,
): Promise<SubscriptionSchedule> {
  const row = await getScheduleRow(ctx, id);
  await assertScheduleAllows(ctx, row, "cancel");
  if (row.subscription === null) {
    return saveSchedule(ctx, { ...row, status: "canceled", canceled_at: ctx.now }, "subscription_schedule.canceled");
  }
  await endSubscription(ctx, await getSubscriptionRow(ctx, row.subscription), { prorate, invoice });
  return toSchedule(ctx, await getScheduleRow(ctx, id));
}
