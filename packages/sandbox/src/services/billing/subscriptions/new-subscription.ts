import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { daySeconds } from "../../../platform/day.ts";
import { nextAnchor, wholeConfig } from "./anchor-config.ts";
import { boundary, type Cycle } from "./calendar.ts";
import { changeItems } from "./change-items.ts";
import { refuse } from "../refuse.ts";
import { noShares, readShares } from "../shares.ts";
import type { PricedItem } from "./subscription-item.ts";
import { trialColumns, withUpcoming } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { noTerms, readEnd, readSubscriptionTerms } from "./subscription-terms.ts";

type Input = InputOf<Operations["subscriptions.create"]>;

const trialSecondsMax = 730 * daySeconds;

/** A subscription that begins now, with its items; the caller writes them. */
interface NewSubscription {
  row: SubscriptionRow;
  items: readonly PricedItem[];
}

/** A subscription that begins now, before discounts and tax rates. Nothing of it is written. */
export async function newSubscription(ctx: Context, input: Input): Promise<NewSubscription> {
  const id = ctx.platform.ids("subscription");
  const items = await changeItems(ctx, [], input.items, {
    subscription: id,
    customer: input.customer,
    currency: input.currency,
    usedFrom: ctx.now,
    billedFrom: ctx.now,
  });
  const [first] = items;
  const recurring = first?.price.recurring;
  if (!first || !recurring) return refuse("items", "A subscription has an item at least.");
  const { interval, interval_count: count } = recurring;
  const owner = { customer: input.customer, currency: input.currency ?? first.price.currency };
  const terms = await readSubscriptionTerms(ctx, noTerms, owner, input);
  const begin = beginningOf(ctx.now, { anchor: ctx.now, interval, interval_count: count }, input);
  const status = begin.trial_end === null ? statusOf(terms.collection_method) : "trialing";
  const row: SubscriptionRow = {
    n: 0,
    id,
    realm: ctx.principal.realm,
    ...owner,
    status,
    interval,
    interval_count: count,
    ...terms,
    ...(await readShares(ctx, noShares, input)),
    discounts: "[]",
    default_tax_rates: "[]",
    start_date: startOf(ctx.now, input),
    ...begin,
    free_until: input.proration_behavior === "none" && isAnchored(input) ? begin.billing_cycle_anchor : null,
    upcoming_at: null,
    ended_at: null,
    pause_behavior: null,
    pause_resumes_at: null,
    resumed_at: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    schedule_at: null,
    latest_invoice: null,
    test_clock: ctx.timeline,
    created: ctx.now,
    ...readEnd(ctx.now, { ...noEnd, period_end: begin.period_end }, input),
  };
  return { row: await withUpcoming(ctx, row), items };
}

/** From when on it counts: from now on, unless that lies back. */
function startOf(now: number, { backdate_start_date: start = now }: Input): number {
  if (start > now) refuse("backdate_start_date", "`backdate_start_date` lies ahead.");
  return start;
}

const noEnd = { cancel_at: null, cancel_at_period_end: 0, canceled_at: null, cancel_reason: null };

/** Nobody is charged before an invoice that is sent is due. */
const statusOf = (method: SubscriptionRow["collection_method"]) =>
  method === "send_invoice" ? "active" : "incomplete";

const isAnchored = ({ billing_cycle_anchor: anchor, billing_cycle_anchor_config: config }: Input): boolean =>
  anchor !== undefined || config !== undefined;

/** Where the periods are counted from, and the first one: a trial, a part of a period up to the anchor, or a whole one. */
function beginningOf(now: number, cycle: Cycle, input: Input) {
  const trialEnd = trialEndOf(now, input);
  const natural = boundary(cycle, 1);
  const { anchor, config } = anchorOf({ ...cycle, anchor: trialEnd ?? now }, input);
  if (input.billing_cycle_anchor !== undefined && anchor !== undefined) {
    if (anchor <= now || anchor > natural) {
      refuse("billing_cycle_anchor", "The anchor lies ahead, one interval at the most.");
    }
    if (trialEnd !== null && anchor < trialEnd) {
      refuse("billing_cycle_anchor", "The anchor lies before the end of the trial.");
    }
  }
  const anchored = { billing_cycle_anchor: anchor ?? trialEnd ?? now, billing_cycle_anchor_config: config };
  if (trialEnd !== null) {
    return { ...anchored, period_start: now, period_end: trialEnd, ...trialColumns(now, now, trialEnd) };
  }
  return {
    ...anchored,
    period_start: now,
    period_end: anchor ?? natural,
    trial_start: null,
    trial_end: null,
    trial_reminder_at: null,
  };
}

/** The anchor that was asked for: an instant, or the next one that has a day and a time. The cycle begins where it is looked for. */
function anchorOf(cycle: Cycle, { billing_cycle_anchor: anchor, billing_cycle_anchor_config: config }: Input) {
  if (config === undefined) return { anchor, config: null };
  const name = "billing_cycle_anchor_config";
  if (anchor !== undefined) refuse(name, `Send \`billing_cycle_anchor\` or \`${name}\`, not both.`);
  const { interval } = cycle;
  if (interval !== "month" && interval !== "year") refuse(name, "A day of the month goes with months and years.");
  return { anchor: nextAnchor(cycle, config), config: JSON.stringify(wholeConfig(config)) };
}

function trialEndOf(now: number, { trial_end: end, trial_period_days: days }: Input): number | null {
  if (end !== undefined && days !== undefined) {
    refuse("trial_period_days", "Send `trial_end` or `trial_period_days`, not both.");
  }
  if (days !== undefined) return now + days * daySeconds;
  if (end === undefined || end === "now") return null;
  assertTrialEnd(now, end);
  return end;
}

/** Throws where a trial would be over, or go on for longer than two years. */
export function assertTrialEnd(now: number, end: number): void {
  if (end <= now) refuse("trial_end", "`trial_end` lies in the past: send `now`.");
  if (end > now + trialSecondsMax) refuse("trial_end", "A trial goes on for two years at the most.");
}
