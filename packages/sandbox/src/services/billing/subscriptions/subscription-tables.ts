import type { Asset, PriceRecurring, Subscription, SubscriptionSchedule } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface SubscriptionRow extends OwnedRow {
  customer: string;
  status: Subscription["status"];
  currency: Asset;
  interval: PriceRecurring["interval"];
  interval_count: number;
  collection_method: Subscription["collection_method"];
  days_until_due: number | null;
  default_payment_method: string | null;
  /** JSON of the ids of its discounts, in order, also of those that ended. */
  discounts: string;
  /** JSON of the ids of the tax rates of its invoices. */
  default_tax_rates: string;
  description: string | null;
  /** What a platform takes of its invoices. */
  application_fee_percent: string | null;
  on_behalf_of: string | null;
  /** JSON of a ShareData. */
  transfer_data: string | null;
  /** JSON of the types of what its invoices can be paid with; null means all that fits. */
  payment_method_types: string | null;
  /** Whether what an invoice of its own was paid with is what the next ones are. */
  save_default_payment_method: Subscription["payment_settings"]["save_default_payment_method"];
  start_date: number;
  billing_cycle_anchor: number;
  /** JSON of the day and the time that it was asked for by. */
  billing_cycle_anchor_config: string | null;
  /** The anchor up to which nothing is billed, where its first part of a period is for nothing. */
  free_until: number | null;
  period_start: number;
  period_end: number;
  trial_start: number | null;
  trial_end: number | null;
  /** What becomes of it where the trial ends and nobody can be charged. */
  trial_end_behavior: Subscription["trial_settings"]["end_behavior"]["missing_payment_method"];
  /** When the end of the trial is announced; null when it was. */
  trial_reminder_at: number | null;
  /** When the next invoice is announced; null when it was. */
  upcoming_at: number | null;
  cancel_at: number | null;
  cancel_at_period_end: number;
  canceled_at: number | null;
  ended_at: number | null;
  cancel_reason: Subscription["cancellation_details"]["reason"];
  cancel_feedback: Subscription["cancellation_details"]["feedback"];
  cancel_comment: string | null;
  pause_behavior: NonNullable<Subscription["pause_collection"]>["behavior"] | null;
  pause_resumes_at: number | null;
  /** When it last went on after a pause. */
  resumed_at: number | null;
  pending_setup_intent: string | null;
  /** JSON of a change that waits for its payment, as `pending-update.ts` reads it. */
  pending_update: string | null;
  schedule: string | null;
  /** When a phase of its schedule ends. */
  schedule_at: number | null;
  latest_invoice: string | null;
  test_clock: string | null;
  metadata: string;
}

export interface SubscriptionItemRow extends OwnedRow {
  subscription: string;
  price: string;
  quantity: number;
  /** JSON of the ids of its own discounts, in order, also of those that ended. */
  discounts: string;
  /** JSON of the ids of its tax rates; null means those of its subscription. */
  tax_rates: string | null;
  /** JSON of what discounts took off a whole period of it when it was last billed or changed. */
  taken: string;
  /** The instant from which what is used counts by its price. */
  used_from: number;
  /** The instant from which it is billed as it is now: after that a change is credited and charged, not before. */
  billed_from: number;
  metadata: string;
}

export interface SubscriptionScheduleRow extends OwnedRow {
  customer: string;
  status: SubscriptionSchedule["status"];
  /** Null until its first phase begins. */
  subscription: string | null;
  end_behavior: SubscriptionSchedule["end_behavior"];
  /** JSON of what is so in phases that say nothing else. */
  default_settings: string;
  /** JSON of its phases. */
  phases: string;
  released_at: number | null;
  completed_at: number | null;
  canceled_at: number | null;
  metadata: string;
}

export const subscriptionTable = defineTable<SubscriptionRow>(
  "subscriptions",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    status: "TEXT NOT NULL",
    currency: "TEXT NOT NULL",
    interval: "TEXT NOT NULL",
    interval_count: "INTEGER NOT NULL CHECK (interval_count > 0)",
    collection_method: "TEXT NOT NULL",
    days_until_due: "INTEGER",
    default_payment_method: "TEXT",
    discounts: "TEXT NOT NULL",
    default_tax_rates: "TEXT NOT NULL",
    description: "TEXT",
    application_fee_percent: "TEXT",
    on_behalf_of: "TEXT",
    transfer_data: "TEXT",
    payment_method_types: "TEXT",
    save_default_payment_method: "TEXT NOT NULL",
    start_date: "INTEGER NOT NULL",
    billing_cycle_anchor: "INTEGER NOT NULL",
    billing_cycle_anchor_config: "TEXT",
    free_until: "INTEGER",
    period_start: "INTEGER NOT NULL",
    period_end: "INTEGER NOT NULL",
    trial_start: "INTEGER",
    trial_end: "INTEGER",
    trial_end_behavior: "TEXT NOT NULL",
    trial_reminder_at: "INTEGER",
    upcoming_at: "INTEGER",
    cancel_at: "INTEGER",
    cancel_at_period_end: "INTEGER NOT NULL",
    canceled_at: "INTEGER",
    ended_at: "INTEGER",
    cancel_reason: "TEXT",
    cancel_feedback: "TEXT",
    cancel_comment: "TEXT",
    pause_behavior: "TEXT",
    pause_resumes_at: "INTEGER",
    resumed_at: "INTEGER",
    pending_setup_intent: "TEXT",
    pending_update: "TEXT",
    schedule: "TEXT",
    schedule_at: "INTEGER",
    latest_invoice: "TEXT",
    test_clock: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: [
      "CHECK (period_start < period_end)",
      "CHECK ((status IN ('canceled', 'incomplete_expired')) = (ended_at IS NOT NULL))",
    ],
    statements: [
      "CREATE INDEX subscriptions_by_customer ON subscriptions (customer, n)",
      "CREATE INDEX subscriptions_by_setup ON subscriptions (pending_setup_intent) WHERE pending_setup_intent IS NOT NULL",
    ],
  },
);

export const subscriptionItemTable = defineTable<SubscriptionItemRow>(
  "subscription_items",
  {
    subscription: "TEXT NOT NULL REFERENCES subscriptions (id)",
    price: "TEXT NOT NULL REFERENCES prices (id)",
    quantity: "INTEGER NOT NULL CHECK (quantity >= 0)",
    discounts: "TEXT NOT NULL",
    tax_rates: "TEXT",
    taken: "TEXT NOT NULL",
    used_from: "INTEGER NOT NULL",
    billed_from: "INTEGER NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX subscription_items_by_subscription ON subscription_items (subscription, n)"] },
);

export const subscriptionScheduleTable = defineTable<SubscriptionScheduleRow>("subscription_schedules", {
  customer: "TEXT NOT NULL REFERENCES customers (id)",
  status: "TEXT NOT NULL",
  subscription: "TEXT REFERENCES subscriptions (id)",
  end_behavior: "TEXT NOT NULL",
  default_settings: "TEXT NOT NULL",
  phases: "TEXT NOT NULL",
  released_at: "INTEGER",
  completed_at: "INTEGER",
  canceled_at: "INTEGER",
  metadata: "TEXT NOT NULL",
});

export const subscriptionSchema = [
  subscriptionTable.schema,
  subscriptionItemTable.schema,
  subscriptionScheduleTable.schema,
].join(";\n");
