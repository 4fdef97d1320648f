import type { EventObject, EventType, Subscription, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { commandRefused, DomainError, resourceMissing } from "../../../platform/errors.ts";
import { scheduleVerb, unscheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { inTimeOfRead } from "../../customers/index.ts";
import { givenDiscounts } from "../catalogue/discount.ts";
import { methodTypesOf } from "../invoices/invoice.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import type { Cycle } from "./calendar.ts";
import { showPendingUpdate } from "./pending-update.ts";
import { parseShareData } from "../shares.ts";
import { subscriptionItems, subscriptions } from "../store.ts";
import { nextDue } from "./subscription-dues.ts";
import { itemRowsOf, toSubscriptionItem, type PricedItem } from "./subscription-item.ts";
import { subscriptionTransitions, type SubscriptionCommand } from "./subscription-state.ts";
import type { SubscriptionItemRow, SubscriptionRow } from "./subscription-tables.ts";

/** The kind of the job that does what is due to a subscription. */
export const advanceSubscriptionJob = "subscription.advance";

/** Where its periods are counted from, and how long they are. */
export const cycleOf = (row: SubscriptionRow): Cycle => ({
  anchor: row.billing_cycle_anchor,
  day: anchorConfigOf(row)?.day_of_month,
  interval: row.interval,
  interval_count: row.interval_count,
});

/** Columns of a subscription whose periods are counted from an instant. */
export const anchoredAt = (
  instant: number,
): Pick<SubscriptionRow, "billing_cycle_anchor" | "billing_cycle_anchor_config"> => ({
  billing_cycle_anchor: instant,
  billing_cycle_anchor_config: null,
});

/** The day and the time that its periods were to begin at; null where nobody asked for one. */
const anchorConfigOf = ({ billing_cycle_anchor_config: stored }: SubscriptionRow) =>
  // `newSubscription` is its only writer.
  stored === null ? null : (JSON.parse(stored) as Subscription["billing_cycle_anchor_config"]);

/** The subscription as the API shows it. */
export async function toSubscription(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly SubscriptionItemRow[],
): Promise<Subscription> {
  const data: SubscriptionItem[] = [];
  for (const item of items) data.push(await toSubscriptionItem(ctx, item, row));
  return {
    id: row.id,
    object: "subscription",
    application_fee_percent: row.application_fee_percent,
    billing_cycle_anchor: row.billing_cycle_anchor,
    billing_cycle_anchor_config: anchorConfigOf(row),
    cancel_at: row.cancel_at,
    cancel_at_period_end: row.cancel_at_period_end === 1,
    canceled_at: row.canceled_at,
    cancellation_details: { comment: row.cancel_comment, feedback: row.cancel_feedback, reason: row.cancel_reason },
    collection_method: row.collection_method,
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    days_until_due: row.days_until_due,
    default_payment_method: row.default_payment_method,
    default_tax_rates: parseIds(row.default_tax_rates),
    description: row.description,
    discounts: await givenDiscounts(await inTimeOfRead(ctx, row.customer), parseIds(row.discounts)),
    ended_at: row.ended_at,
    items: {
      object: "list",
      url: `/billing/subscription_items?subscription=${row.id}`,
      has_more: false,
      data,
    },
    latest_invoice: row.latest_invoice,
    livemode: ctx.principal.mode === "live",
    // It was stored by this service.
    metadata: JSON.parse(row.metadata) as Subscription["metadata"],
    on_behalf_of: row.on_behalf_of,
    pause_collection: row.pause_behavior && { behavior: row.pause_behavior, resumes_at: row.pause_resumes_at },
    payment_settings: {
      payment_method_types: methodTypesOf(row),
      save_default_payment_method: row.save_default_payment_method,
    },
    pending_setup_intent: row.pending_setup_intent,
    pending_update: showPendingUpdate(row),
    schedule: row.schedule,
    start_date: row.start_date,
    status: row.status,
    test_clock: row.test_clock,
    transfer_data: parseShareData(row.transfer_data),
    trial_end: row.trial_end,
    trial_settings: { end_behavior: { missing_payment_method: row.trial_end_behavior } },
    trial_start: row.trial_start,
  };
}

/** Reads a subscription, or throws. */
export async function getSubscriptionRow(
  { tx, principal }: Context,
  id: string,
  param = "id",
): Promise<SubscriptionRow> {
  const row = await tx.first(subscriptions.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("subscription", id, param);
  return row;
}

/** The subscription as the API shows it, with its items. */
export const showSubscription = async (ctx: Context, row: SubscriptionRow): Promise<Subscription> =>
  toSubscription(ctx, row, await itemRowsOf(ctx, row.id));

/** Throws where the subscription's status does not allow a command. */
export async function assertSubscriptionAllows(
  ctx: Context,
  row: SubscriptionRow,
  command: SubscriptionCommand,
  param = "id",
): Promise<void> {
  if (subscriptionTransitions[row.status][command] !== null) return;
  throw commandRefused("subscription", row, command, { subscription: await showSubscription(ctx, row) }, param);
}

/** Throws where a change of the subscription waits for its payment: it would be made on top of what comes now. */
export async function assertNothingPending(ctx: Context, row: SubscriptionRow, param = "id"): Promise<void> {
  if (row.pending_update === null) return;
  throw new DomainError("state_conflict", {
    message: `A change of the subscription waits for its payment: pay or void the invoice ${row.latest_invoice}.`,
    param,
    resource: { subscription: await showSubscription(ctx, row) },
  });
}

/** The events that a subscription's change is told by. */
export type SubscriptionEvent = Extract<EventType, `customer.subscription.${string}`>;

/** Writes a changed subscription, plans what the clock does next, and tells of it. */
export async function saveSubscription(
  ctx: Context,
  row: SubscriptionRow,
  ...types: SubscriptionEvent[]
): Promise<Subscription> {
  await ctx.tx.run(subscriptions.update, row);
  await planDue(ctx, row);
  const subscription = await showSubscription(ctx, row);
  for (const type of types) await recordEvent(ctx, type, subscription satisfies EventObject<typeof type>);
  return subscription;
}

/** Has the clock come back when the next thing is due, or not at all. */
export async function planDue(ctx: Context, row: SubscriptionRow): Promise<void> {
  const next = nextDue(row);
  if (next) await scheduleVerb(ctx, advanceSubscriptionJob, row.id, next.at);
  else await unscheduleVerb(ctx, advanceSubscriptionJob, row.id);
}

/** Writes the items that a subscription has from now on. */
export async function saveItems(ctx: Context, id: string, items: readonly SubscriptionItemRow[]): Promise<void> {
  const kept = new Set(items.map((item) => item.id));
  const before = await itemRowsOf(ctx, id);
  const { realm } = ctx.principal;
  for (const item of before) {
    if (!kept.has(item.id)) await ctx.tx.run(subscriptionItems.remove, { id: item.id, realm });
  }
  for (const item of items) {
    const known = before.some(({ id }) => id === item.id);
    await ctx.tx.run(known ? subscriptionItems.update : subscriptionItems.insert, item);
  }
}

/** Writes what discounts took off those items of which they took something else than before. */
export async function saveTaken(
  ctx: Context,
  before: readonly PricedItem[],
  after: readonly PricedItem[],
): Promise<void> {
  for (const [index, { row }] of after.entries()) {
    if (row.taken !== before[index]?.row.taken) await ctx.tx.run(subscriptionItems.update, row);
  }
}
