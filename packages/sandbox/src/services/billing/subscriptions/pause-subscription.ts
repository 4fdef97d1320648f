import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import {
  assertNothingPending,
  assertSubscriptionAllows,
  getSubscriptionRow,
  saveItems,
  saveSubscription,
} from "./subscription.ts";
import { addProrations } from "./subscription-invoice.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { billedAnew, creditsFor } from "./subscription-lines.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { nowWithin } from "./update-subscription.ts";
import { usedUpTo } from "../usage/usage-lines.ts";

/**
 * Stops a subscription for a while. With the next invoice what was used is billed and, by default,
 * what is left of its period is credited.
 */
export async function pauseSubscription(
  ctx: Context,
  input: InputOf<Operations["subscriptions.pause"]>,
): Promise<Subscription> {
  const row = await getSubscriptionRow(ctx, input.id);
  await assertSubscriptionAllows(ctx, row, "pause");
  await assertNothingPending(ctx, row);
  const credits = input.proration_behavior !== "none" && row.status !== "trialing";
  await settleUpTo(ctx, row, nowWithin(ctx, row), credits);
  return saveSubscription(ctx, { ...row, status: "paused" }, "customer.subscription.paused");
}

/** Notes what is due for the time up to an instant: it may go on in a later period, which knows nothing of this one. */
async function settleUpTo(ctx: Context, row: SubscriptionRow, at: number, credits: boolean): Promise<void> {
  const items = await pricedItemsOf(ctx, row.id);
  const credited = credits ? creditsFor(row, items, at) : [];
  await addProrations(ctx, row, [...(await usedUpTo(ctx, row, items, at)), ...credited]);
  const settled = items.map((item) => ({ ...(credits ? billedAnew(item, at) : item).row, used_from: at }));
  await saveItems(ctx, row.id, settled);
}
