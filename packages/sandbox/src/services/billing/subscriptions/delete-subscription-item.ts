import type { InputOf, Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { ofOneItem } from "./change-one-item.ts";
import { getSubscriptionItemRow } from "./get-subscription-item.ts";
import { refuse } from "../refuse.ts";
import { isMetered, priced } from "./subscription-item.ts";
import { updateSubscription } from "./update-subscription.ts";

/** Takes an item off its subscription; what was used of it is billed, unless that is cleared. */
export async function deleteSubscriptionItem(
  ctx: Context,
  { id, clear_usage: clears = false, ...terms }: InputOf<Operations["subscription_items.delete"]>,
): Promise<OutputOf<Operations["subscription_items.delete"]>> {
  const row = await getSubscriptionItemRow(ctx, id);
  if (clears && !isMetered((await priced(ctx, row)).price)) {
    refuse("clear_usage", "`clear_usage` is for an item that a meter counts.");
  }
  // Of such an item nothing else is due.
  const change = clears ? { ...terms, proration_behavior: "none" as const } : terms;
  await ofOneItem(updateSubscription(ctx, { id: row.subscription, items: [{ id, deleted: true }], ...change }));
  return { id, object: "subscription_item", deleted: true };
}
