import type { InputOf, Operations, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { changeOneItem } from "./change-one-item.ts";
import { getSubscriptionItemRow } from "./get-subscription-item.ts";

/** Changes one item of a subscription. */
export async function updateSubscriptionItem(
  ctx: Context,
  input: InputOf<Operations["subscription_items.update"]>,
): Promise<SubscriptionItem> {
  const { subscription } = await getSubscriptionItemRow(ctx, input.id);
  return changeOneItem(ctx, subscription, input, ({ id }) => id === input.id);
}
