import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import {
  assertNothingPending,
  assertSubscriptionAllows,
  getSubscriptionRow,
  saveSubscription,
} from "./subscription.ts";
import { addProrations } from "./subscription-invoice.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { creditsFor } from "./subscription-lines.ts";

/** Stops a subscription for a while. What is left of its period is credited with the next invoice, unless told. */
export async function pauseSubscription(
  ctx: Context,
  input: InputOf<Operations["subscriptions.pause"]>,
): Promise<Subscription> {
  const row = await getSubscriptionRow(ctx, input.id);
  await assertSubscriptionAllows(ctx, row, "pause");
  await assertNothingPending(ctx, row);
  if (input.proration_behavior !== "none" && row.status !== "trialing" && ctx.now < row.period_end) {
    await addProrations(ctx, row, creditsFor(row, await pricedItemsOf(ctx, row.id), ctx.now));
  }
  return saveSubscription(ctx, { ...row, status: "paused", upcoming_at: null }, "customer.subscription.paused");
}
