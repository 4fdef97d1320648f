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

/** Stops a subscription for a while. What is left of its period is credited with the next invoice, unless told. */
export async function pauseSubscription(
  ctx: Context,
  input: InputOf<Operations["subscriptions.pause"]>,
): Promise<Subscription> {
  const row = await getSubscriptionRow(ctx, input.id);
  await assertSubscriptionAllows(ctx, row, "pause");
  await assertNothingPending(ctx, row);
  if (input.proration_behavior !== "none" && row.status !== "trialing" && ctx.now < row.period_end) {
    const items = await pricedItemsOf(ctx, row.id);
    await addProrations(ctx, row, creditsFor(row, items, ctx.now));
    const rows = items.map((item) => billedAnew(item, ctx.now).row);
    await saveItems(ctx, row.id, rows);
  }
  return saveSubscription(ctx, { ...row, status: "paused", upcoming_at: null }, "customer.subscription.paused");
}
