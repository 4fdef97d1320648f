import type { InputOf, Operations, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { changeOneItem } from "./change-one-item.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { itemRowsOf } from "./subscription-item.ts";

/** Adds an item to a subscription. */
export async function createSubscriptionItem(
  ctx: Context,
  { subscription: id, ...input }: InputOf<Operations["subscription_items.create"]>,
): Promise<SubscriptionItem> {
  await getSubscriptionRow(ctx, id, "subscription");
  const before = new Set((await itemRowsOf(ctx, id)).map((item) => item.id));
  return changeOneItem(ctx, id, input, (item) => !before.has(item.id));
}
