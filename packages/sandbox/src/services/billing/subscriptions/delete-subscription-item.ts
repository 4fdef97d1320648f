import type { InputOf, Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { ofOneItem } from "./change-one-item.ts";
import { getSubscriptionItemRow } from "./get-subscription-item.ts";
import { updateSubscription } from "./update-subscription.ts";

/** Takes an item off its subscription. */
export async function deleteSubscriptionItem(
  ctx: Context,
  { id, ...terms }: InputOf<Operations["subscription_items.delete"]>,
): Promise<OutputOf<Operations["subscription_items.delete"]>> {
  const { subscription } = await getSubscriptionItemRow(ctx, id);
  await ofOneItem(updateSubscription(ctx, { id: subscription, items: [{ id, deleted: true }], ...terms }));
  return { id, object: "subscription_item", deleted: true };
}
