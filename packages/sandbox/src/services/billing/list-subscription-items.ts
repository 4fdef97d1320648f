import type { InputOf, List, Operations, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { subscriptionItems } from "./store.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { toSubscriptionItem } from "./subscription-item.ts";

/** Lists the items of a subscription. */
export async function listSubscriptionItems(
  ctx: Context,
  { subscription: id, ...params }: InputOf<Operations["subscription_items.list"]>,
): Promise<List<SubscriptionItem>> {
  const subscription = await getSubscriptionRow(ctx, id, "subscription");
  return subscriptionItems.page(ctx.tx, {
    url: "/billing/subscription_items",
    owner: ctx.principal.realm,
    params,
    filters: { subscription: id },
    toResource: (row) => toSubscriptionItem(row, subscription),
  });
}
