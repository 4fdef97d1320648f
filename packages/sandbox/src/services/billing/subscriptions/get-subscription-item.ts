import type { SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { subscriptionItems } from "../store.ts";
import { getSubscriptionRow } from "./subscription.ts";
import { toSubscriptionItem } from "./subscription-item.ts";
import type { SubscriptionItemRow } from "./subscription-tables.ts";

/** Reads an item of a subscription. */
export async function getSubscriptionItem(ctx: Context, { id }: { id: string }): Promise<SubscriptionItem> {
  const row = await getSubscriptionItemRow(ctx, id);
  return toSubscriptionItem(ctx, row, await getSubscriptionRow(ctx, row.subscription));
}

/** Reads its row, or throws. */
export async function getSubscriptionItemRow({ tx, principal }: Context, id: string): Promise<SubscriptionItemRow> {
  const row = await tx.first(subscriptionItems.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("subscription item", id);
  return row;
}
