import type { InputOf, List, Operations, SubscriptionSchedule } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { subscriptionSchedules } from "../store.ts";
import { getScheduleRow, toSchedule } from "./subscription-schedule.ts";

/** Reads a schedule. */
export async function getSubscriptionSchedule(ctx: Context, { id }: { id: string }): Promise<SubscriptionSchedule> {
  return toSchedule(ctx, await getScheduleRow(ctx, id));
}

/** Lists schedules. */
export async function listSubscriptionSchedules(
  ctx: Context,
  { customer, ...params }: InputOf<Operations["subscription_schedules.list"]>,
): Promise<List<SubscriptionSchedule>> {
  const page = await subscriptionSchedules.page(ctx.tx, {
    url: "/billing/subscription_schedules",
    owner: ctx.principal.realm,
    params,
    filters: { customer },
    toResource: (row) => toSchedule(ctx, row),
  });
  return { ...page, data: await Promise.all(page.data) };
}
