import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { periodAt } from "./calendar.ts";
import { changeSubscription } from "./change-subscription.ts";
import type { Plan } from "./plan-change.ts";
import { assertSubscriptionAllows, cycleOf, getSubscriptionRow } from "./subscription.ts";
import { pricedItemsOf, type PricedItem } from "./subscription-item.ts";
import { chargesFor } from "./subscription-lines.ts";
import { discountedItems, invoicePriceTerms } from "./subscription-pricing.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

type Input = InputOf<Operations["subscriptions.resume"]>;

/** Lets a paused subscription go on. */
export async function resumeSubscription(ctx: Context, input: Input): Promise<Subscription> {
  const row = await getSubscriptionRow(ctx, input.id);
  await assertSubscriptionAllows(ctx, row, "resume");
  const items = await discountedItems(ctx, row, await invoicePriceTerms(ctx, row), await pricedItemsOf(ctx, row.id));
  const active = { ...row, status: "active", resumed_at: ctx.now, trial_reminder_at: null } as const;
  const goesOn = input.billing_cycle_anchor === "unchanged";
  const plan = goesOn ? continued(ctx.now, active, items, input) : begun(ctx.now, active, items);
  const resumed = await changeSubscription(ctx, row, plan, "allow_incomplete");
  await recordEvent(ctx, "customer.subscription.resumed", resumed);
  return resumed;
}

/** With a period that begins now, and is billed at once. */
function begun(now: number, row: SubscriptionRow, items: readonly PricedItem[]): Plan {
  const end = periodAt({ ...cycleOf(row), anchor: now }, now).end;
  const period = { billing_cycle_anchor: now, period_start: now, period_end: end };
  return { row: { ...row, ...period }, items, prorations: [], renews: true, bills: true };
}

/** With what is left of the period that runs by the same anchor as before. */
function continued(now: number, row: SubscriptionRow, items: readonly PricedItem[], input: Input): Plan {
  const period = periodAt(cycleOf(row), now);
  const current = { ...row, period_start: period.start, period_end: period.end };
  const { proration_behavior: behavior = "create_prorations" } = input;
  const prorations = behavior === "none" ? [] : chargesFor(current, items, now);
  return { row: current, items, prorations, renews: false, bills: behavior === "always_invoice" };
}
