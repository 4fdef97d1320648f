import type { InputOf, List, Operations, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { subscriptionItems } from "../store.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { toSubscriptionItem } from "./subscription-item.ts";

/** Lists items of subscriptions. */
export async function listSubscriptionItems(
  ctx: Context,
  { subscription, ...params }: InputOf<Operations["subscription_items.list"]>,
): Promise<List<SubscriptionItem>> {
  const page = await subscriptionItems.page(ctx.tx, {
    url: "/billing/subscription_items",
    owner: ctx.principal.realm,
    params,
    filters: { subscription },
    toResource: async (row) => toSubscriptionItem(ctx, row, await getSubscriptionRow(ctx, row.subscription)),
  });
  return { ...page, data: await Promise.all(page.data) };
}
