import type { SubscriptionStatus } from "@micro/sdk/contract";

import { pendingUpdateOf } from "./pending-update.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/** How long a first invoice, or a change that waits for its payment, can still be paid, as Stripe has it. */
export const incompleteSeconds = 23 * 3600;

/** What the clock does to a subscription; of what falls on one instant, the first comes first. */
export const dues = [
  /** Its first invoice was not paid in time. */
  "expire",
  /** A change was not paid in time. */
  "drop_update",
  /** Its invoices are collected again. */
  "collect_again",
  /** A phase of its schedule is over. */
  "phase",
  /** It ends. */
  "end",
  /** The end of its trial is announced. */
  "remind",
  /** The next invoice is announced. */
  "announce",
  /** A period is over. */
  "renew",
] as const;
/** What the clock does to a subscription. */
export type Due = (typeof dues)[number];

const instants: Record<Due, (row: SubscriptionRow) => number | null> = {
  expire: (row) => row.created + incompleteSeconds,
  // A change is of the period in which it was asked for.
  drop_update: (row) => {
    const pending = pendingUpdateOf(row);
    if (!pending || pending.resumes !== null) return pending && pending.expires_at;
    return Math.min(pending.expires_at, row.period_end);
  },
  collect_again: (row) => row.pause_resumes_at,
  phase: (row) => row.schedule_at,
  end: (row) => row.cancel_at,
  remind: (row) => row.trial_reminder_at,
  // There is none where it ends with its period.
  announce: (row) => (row.cancel_at === null || row.cancel_at > row.period_end ? row.upcoming_at : null),
  renew: (row) => row.period_end,
};

const running: readonly Due[] = ["drop_update", "collect_again", "phase", "end", "announce", "renew"];
const duesOf: Record<SubscriptionStatus, readonly Due[]> = {
  incomplete: ["expire"],
  incomplete_expired: [],
  trialing: ["drop_update", "collect_again", "phase", "end", "remind", "announce", "renew"],
  active: running,
  past_due: running,
  unpaid: running,
  paused: ["drop_update", "end"],
  canceled: [],
};

/** What is due next, and when; undefined when nothing ever is. */
export function nextDue(row: SubscriptionRow): { due: Due; at: number } | undefined {
  const waiting = duesOf[row.status].flatMap((due) => {
    const at = instants[due](row);
    return at === null ? [] : [{ due, at }];
  });
  return waiting.toSorted((a, b) => a.at - b.at || dues.indexOf(a.due) - dues.indexOf(b.due))[0];
}
