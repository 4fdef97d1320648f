import type { resumeBehaviors, Subscription } from "@micro/sdk/contract";

import type { SubscriptionItemRow, SubscriptionRow } from "./subscription-tables.ts";

/** The columns that a change of a subscription's periods writes. */
const changing = [
  "status",
  "interval",
  "interval_count",
  "billing_cycle_anchor",
  "billing_cycle_anchor_config",
  "period_start",
  "period_end",
  "trial_start",
  "trial_end",
  "trial_reminder_at",
  "upcoming_at",
  "resumed_at",
] as const;
type Changing = Pick<SubscriptionRow, (typeof changing)[number]>;

/** What becomes of a subscription that is paused when somebody tries to pay for its going on. */
export type ResumeBehavior = (typeof resumeBehaviors)[number];

/** A change that waits for its payment. */
export interface StoredUpdate {
  /** What has to be paid. */
  invoice: string;
  expires_at: number;
  /** How it is to go on after a pause; null for any other change. */
  resumes: ResumeBehavior | null;
  row: Changing;
  items: readonly SubscriptionItemRow[];
}

/** What a subscription will be once it is paid for, as it is stored. */
export function writePendingUpdate(
  row: SubscriptionRow,
  items: readonly SubscriptionItemRow[],
  terms: Pick<StoredUpdate, "invoice" | "expires_at" | "resumes">,
): string {
  const changed = Object.fromEntries(changing.map((name) => [name, row[name]])) as unknown as Changing;
  return JSON.stringify({ ...terms, row: changed, items } satisfies StoredUpdate);
}

/** The change that a subscription waits for. */
export const pendingUpdateOf = ({ pending_update: stored }: SubscriptionRow): StoredUpdate | null =>
  // `writePendingUpdate` is its only writer.
  stored === null ? null : (JSON.parse(stored) as StoredUpdate);

/** The same as the API shows it: that a pause is to end is no update. */
export function showPendingUpdate(row: SubscriptionRow): Subscription["pending_update"] {
  const pending = pendingUpdateOf(row);
  if (!pending || pending.resumes !== null) return null;
  return {
    billing_cycle_anchor: pending.row.billing_cycle_anchor,
    expires_at: pending.expires_at,
    subscription_items: pending.items.map(({ id, price, quantity }) => ({ id, price, quantity })),
    trial_end: pending.row.trial_end,
  };
}
