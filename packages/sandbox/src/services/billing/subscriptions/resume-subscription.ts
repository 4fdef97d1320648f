import type { InputOf, Operations, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { recordEvent } from "../../activity/index.ts";
import { periodAt } from "./calendar.ts";
import { changeSubscription } from "./change-subscription.ts";
import type { PaymentBehavior } from "./collect-now.ts";
import type { ResumeBehavior } from "./pending-update.ts";
import type { Plan } from "./plan-change.ts";
import { anchoredAt, assertSubscriptionAllows, cycleOf, getSubscriptionRow, showSubscription } from "./subscription.ts";
import { pricedItemsOf, type PricedItem } from "./subscription-item.ts";
import { billedAnew, chargesFor } from "./subscription-lines.ts";
import { moved } from "./subscription-period.ts";
import { discountedItems, invoicePriceTerms } from "./subscription-pricing.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { prorationDate } from "./update-subscription.ts";

type Input = InputOf<Operations["subscriptions.resume"]>;

/** How the invoice is collected that a subscription goes on with. */
const collections: Record<ResumeBehavior, PaymentBehavior> = {
  resume_on_payment_attempt: "default_incomplete",
  resume_on_payment_success: "allow_incomplete",
};

/** Lets a paused subscription go on: at once, or when the invoice is paid that it goes on with. */
export async function resumeSubscription(ctx: Context, input: Input): Promise<Subscription> {
  const row = await getSubscriptionRow(ctx, input.id);
  await assertResumable(ctx, row);
  const items = await discountedItems(ctx, row, await invoicePriceTerms(ctx, row), await pricedItemsOf(ctx, row.id));
  const active = { ...row, status: "active", resumed_at: ctx.now, trial_reminder_at: null } as const;
  const goesOn = input.billing_cycle_anchor === "unchanged";
  const plan = goesOn ? continued(ctx, active, items, input) : begun(ctx.now, active, items);
  const { payment_behavior: behavior = "resume_on_payment_attempt" } = input;
  const resumed = await changeSubscription(ctx, row, plan, collections[behavior], behavior);
  if (!plan.bills) await recordEvent(ctx, "customer.subscription.resumed", resumed);
  return resumed;
}

async function assertResumable(ctx: Context, row: SubscriptionRow): Promise<void> {
  await assertSubscriptionAllows(ctx, row, "resume");
  const waits = row.pending_update !== null;
  if (!waits && row.collection_method === "charge_automatically") return;
  throw new DomainError("state_conflict", {
    message: waits
      ? `The subscription goes on when its invoice ${row.latest_invoice} is paid: pay or void it.`
      : "A subscription whose invoices are sent is not resumed: have it charged automatically first.",
    param: "id",
    resource: { subscription: await showSubscription(ctx, row) },
  });
}

/** With a period that begins now, and is billed at once. */
function begun(now: number, row: SubscriptionRow, items: readonly PricedItem[]): Plan {
  const anchored = { ...row, ...anchoredAt(now) };
  const period = { period_start: now, period_end: periodAt(cycleOf(anchored), now).end };
  return { row: moved(anchored, period), items, prorations: [], renews: true, bills: true };
}

/** With what is left of the period that runs by the same anchor as before. */
function continued(ctx: Context, row: SubscriptionRow, items: readonly PricedItem[], input: Input): Plan {
  const period = periodAt(cycleOf(row), ctx.now);
  const current = moved(row, { period_start: period.start, period_end: period.end });
  const { proration_behavior: behavior = "create_prorations" } = input;
  const at = prorationDate(ctx, current, input.proration_date);
  const prorations = behavior === "none" ? [] : chargesFor(current, items, at);
  const bills = behavior === "always_invoice" && prorations.length > 0;
  return { row: current, items: items.map((item) => billedAnew(item, at)), prorations, renews: false, bills };
}
