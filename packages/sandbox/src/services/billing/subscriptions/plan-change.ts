import { periodAt } from "./calendar.ts";
import { anchoredAt, cycleOf } from "./subscription.ts";
import type { PricedItem } from "./subscription-item.ts";
import { billedAnew, chargesFor, creditsFor, type Proration } from "./subscription-lines.ts";
import { moved, trialColumns } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/** A subscription with what it is for. */
export interface Standing {
  row: SubscriptionRow;
  items: readonly PricedItem[];
}

/** What is asked for. */
export interface Change {
  /** Those from now on, with what today's discounts take off. */
  items: readonly PricedItem[];
  /** The items up to now, also with today's discounts: a new discount is for what comes, and alone changes no item. */
  standing: readonly PricedItem[];
  /** What was used up to now of those that are taken away, or get another price. */
  used: readonly Proration[];
  proration: "create_prorations" | "none" | "always_invoice";
  /** The instant from which unused time is credited, and the rest charged. */
  at: number;
  /** Whether a period begins now. */
  restart: boolean;
  /** When the trial ends; undefined where nothing is said of it. */
  trialEnd: number | "now" | undefined;
}

/** What a change comes to. Nothing of it is written. */
export interface Plan {
  row: SubscriptionRow;
  items: readonly PricedItem[];
  prorations: readonly Proration[];
  /** Whether a new period begins, which is billed. */
  renews: boolean;
  /** Whether an invoice is made at once. */
  bills: boolean;
}

/** Says what a change comes to: the one place that knows, for the change itself and for its preview. */
export function planChange(now: number, before: Standing, change: Change): Plan {
  const row = withInterval(before.row, change.items);
  const begun = newPeriod(now, before, row, change);
  if (begun) {
    const credits = creditsFor(before.row, before.items, change.at);
    return { row: begun, items: change.items, prorations: dueBy(before, change, credits), renews: true, bills: true };
  }
  const prorations = dueBy(before, change, prorationsOf(before, change));
  return {
    row: extendTrial(now, row, change),
    items: change.items.map((item) => itemAfter(before, change, item)),
    prorations,
    renews: false,
    bills: change.proration === "always_invoice" && prorations.length > 0,
  };
}

/** What a change within a period makes due: nothing where nobody wants that, or where nothing of the period was billed. */
function dueBy({ row: { status } }: Standing, { proration, used }: Change, prorations: Proration[]): Proration[] {
  if (proration === "none" || status === "trialing" || status === "paused") return [];
  return [...used, ...prorations];
}

function withInterval(row: SubscriptionRow, items: readonly PricedItem[]): SubscriptionRow {
  const recurring = items[0]?.price.recurring;
  return recurring ? { ...row, interval: recurring.interval, interval_count: recurring.interval_count } : row;
}

/** The subscription in the period that a change begins; undefined where the period goes on. */
function newPeriod(
  now: number,
  { row: before }: Standing,
  row: SubscriptionRow,
  { restart, trialEnd }: Change,
): SubscriptionRow | undefined {
  const trialing = before.status === "trialing";
  if (typeof trialEnd === "number" && !trialing) {
    const trial = { ...row, ...trialColumns(now, now, trialEnd), status: "trialing" } as const;
    return moved(trial, { ...anchoredAt(trialEnd), period_start: now, period_end: trialEnd });
  }
  const endsTrial = trialing && (trialEnd === "now" || restart);
  const otherInterval = before.interval !== row.interval || before.interval_count !== row.interval_count;
  if (!endsTrial && !restart && (!otherInterval || trialing)) return undefined;
  const ended = endsTrial ? ({ ...row, status: "active", trial_end: now, trial_reminder_at: null } as const) : row;
  const anchored = { ...ended, ...anchoredAt(now) };
  return moved(anchored, { period_start: now, period_end: periodAt(cycleOf(anchored), now).end });
}

/** A trial that goes on for longer, or for less long. */
function extendTrial(now: number, row: SubscriptionRow, { trialEnd }: Change): SubscriptionRow {
  if (row.status !== "trialing" || typeof trialEnd !== "number") return row;
  const trial = { ...row, ...trialColumns(now, row.trial_start ?? now, trialEnd) };
  return moved(trial, { ...anchoredAt(trialEnd), period_end: trialEnd });
}

/** For each item that is another than before: the credit for what it was, and the charge for what it is. */
function prorationsOf({ row, items: before }: Standing, change: Change): Proration[] {
  const { items: after, at } = change;
  const left = new Set(after.map((item) => item.row.id));
  const removed = before.filter((item) => !left.has(item.row.id));
  const changed = after.filter((item) => !stays(change, item));
  return [
    ...creditsFor(row, removed, at),
    ...changed.flatMap((item) => {
      const old = findItem(before, item);
      return [...creditsFor(row, old ? [old] : [], at), ...chargesFor(row, [item], at)];
    }),
  ];
}

/** An item after a change: one that stays as it is was billed with the discounts of that time. */
function itemAfter({ items: before }: Standing, change: Change, item: PricedItem): PricedItem {
  if (!stays(change, item)) return billedAnew(item, change.at);
  return { ...item, row: { ...item.row, taken: findItem(before, item)?.row.taken ?? item.row.taken } };
}

/** Whether an item is unchanged, including its share of a discount, which another item's change can shift. */
function stays({ standing }: Change, { row }: PricedItem): boolean {
  const before = findItem(standing, { row })?.row;
  return before?.price === row.price && before.quantity === row.quantity && before.taken === row.taken;
}

const findItem = (items: readonly PricedItem[], { row: { id } }: Pick<PricedItem, "row">): PricedItem | undefined =>
  items.find((item) => item.row.id === id);
