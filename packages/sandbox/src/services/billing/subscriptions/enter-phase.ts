import type { InputOf, Operations, SchedulePhase } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer } from "../../customers/index.ts";
import { changeSubscription } from "./change-subscription.ts";
import type { PaymentBehavior } from "./collect-now.ts";
import { itemRowsOf } from "./subscription-item.ts";
import type { SubscriptionItemRow, SubscriptionRow } from "./subscription-tables.ts";
import { planUpdate } from "./update-subscription.ts";

type ItemChange = NonNullable<InputOf<Operations["subscriptions.update"]>["items"]>[number];

/** Has a subscription be for what a phase says. Throws, before anything is written, where a price cannot be used any more. */
export async function enterPhase(ctx: Context, row: SubscriptionRow, phase: SchedulePhase): Promise<void> {
  const plan = await planUpdate(ctx, row, {
    items: changesTo(await itemRowsOf(ctx, row.id), phase),
    // At the end of a period there is nothing left to credit or to charge.
    proration_behavior: ctx.now >= row.period_end ? "none" : phase.proration_behavior,
  });
  await changeSubscription(ctx, row, plan, await behaviorFor(ctx, row));
}

/** What has to change: an item of the same price stays, and one that has no like becomes another. */
function changesTo(before: readonly SubscriptionItemRow[], { items }: SchedulePhase): ItemChange[] {
  const wanted = new Set(items.map(({ price }) => price));
  const spare = before.filter(({ price }) => !wanted.has(price));
  const changes = items.map(({ price, quantity }): ItemChange => {
    const id = (before.find((item) => item.price === price) ?? spare.shift())?.id;
    return id === undefined ? { price, quantity } : { id, price, quantity };
  });
  return [...spare.map(({ id }) => ({ id, deleted: true })), ...changes];
}

/** Nobody is there to send a payment method to the clock. */
export async function behaviorFor(
  ctx: Context,
  { customer, default_payment_method: method }: Pick<SubscriptionRow, "customer" | "default_payment_method">,
): Promise<PaymentBehavior> {
  const known = method ?? (await getCustomer(ctx, { id: customer })).default_payment_method;
  return known === null ? "default_incomplete" : "allow_incomplete";
}
