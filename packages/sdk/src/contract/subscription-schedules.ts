import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";
import { DiscountParam, DiscountsParam } from "./discounts.ts";
import { priceIntervals } from "./prices.ts";
import { collectionMethods, TaxRatesParam } from "./invoices.ts";
import { prorationBehaviors, Quantity } from "./subscription-items.ts";
import { AddedItem, DaysUntilDue, NewItems } from "./subscriptions.ts";

/** Where a schedule can stand. */
export const subscriptionScheduleStatuses = ["not_started", "active", "completed", "released", "canceled"] as const;
/** Where a schedule can stand. */
export type SubscriptionScheduleStatus = (typeof subscriptionScheduleStatuses)[number];

/** What becomes of a subscription when the last phase is over. */
export const EndBehavior = OneOf("cancel", "release");

const Anchor = OneOf("automatic", "phase_start");
const Discounts = Nullable(Type.Array(DiscountParam));
const TaxRates = Nullable(Type.Array(Id("taxRate")));

const DefaultSettings = Type.Object({
  billing_cycle_anchor: Anchor,
  collection_method: Nullable(OneOf(...collectionMethods)),
  days_until_due: Nullable(Type.Integer({ minimum: 0 })),
  default_payment_method: Nullable(Id("paymentMethod")),
  description: Nullable(Type.String()),
});
/** What is so in every phase that says nothing else. */
export type ScheduleDefaults = Static<typeof DefaultSettings>;

const SchedulePhase = Type.Object({
  add_invoice_items: Type.Array(
    Type.Object({
      price: Id("price"),
      quantity: Quantity,
      discounts: Discounts,
      metadata: Metadata,
      tax_rates: TaxRates,
    }),
  ),
  billing_cycle_anchor: Nullable(Anchor),
  collection_method: Nullable(OneOf(...collectionMethods)),
  currency: Currency,
  days_until_due: Nullable(Type.Integer({ minimum: 0 })),
  default_payment_method: Nullable(Id("paymentMethod")),
  default_tax_rates: TaxRates,
  description: Nullable(Type.String()),
  discounts: Discounts,
  end_date: Timestamp,
  items: Type.Array(
    Type.Object({
      price: Id("price"),
      /** Null where a meter counts it. */
      quantity: Nullable(Quantity),
      discounts: Discounts,
      metadata: Metadata,
      tax_rates: TaxRates,
    }),
  ),
  metadata: Metadata,
  proration_behavior: OneOf(...prorationBehaviors),
  start_date: Timestamp,
  trial_end: Nullable(Timestamp),
});
/** What a subscription is for, from one instant up to another. */
export type SchedulePhase = Static<typeof SchedulePhase>;

export const SubscriptionSchedule = Type.Object({
  id: Id("subscriptionSchedule"),
  object: Type.Literal("subscription_schedule"),
  canceled_at: Nullable(Timestamp),
  completed_at: Nullable(Timestamp),
  created: Timestamp,
  current_phase: Nullable(Type.Object({ end_date: Timestamp, start_date: Timestamp })),
  customer: Id("customer"),
  default_settings: DefaultSettings,
  end_behavior: EndBehavior,
  livemode: Type.Boolean(),
  metadata: Metadata,
  phases: Type.Array(SchedulePhase),
  released_at: Nullable(Timestamp),
  released_subscription: Nullable(Id("subscription")),
  status: OneOf(...subscriptionScheduleStatuses),
  subscription: Nullable(Id("subscription")),
});
/** What becomes of a subscription, phase by phase; the clock moves it on. */
export type SubscriptionSchedule = Static<typeof SubscriptionSchedule>;

const phaseTerms = {
  billing_cycle_anchor: Type.Optional(Anchor),
  collection_method: Type.Optional(OneOf(...collectionMethods)),
  days_until_due: Type.Optional(DaysUntilDue),
  default_payment_method: Type.Optional(Id("paymentMethod")),
  description: Type.Optional(Text(500)),
};
/** What becomes of a subscription, phase by phase. */
export const PhasesParam = Type.Array(
  Params({
    items: NewItems,
    add_invoice_items: Type.Optional(
      Type.Array(AddedItem, {
        maxItems: 20,
        description: "What is bought once, on the first invoice of the phase.",
      }),
    ),
    default_tax_rates: Type.Optional(TaxRatesParam),
    discounts: Type.Optional(DiscountsParam),
    metadata: Type.Optional(MetadataParam),
    trial: Type.Optional(Type.Boolean({ description: "Whether all of it is a trial." })),
    trial_end: Type.Optional(Timestamp),
    ...phaseTerms,
    duration: Type.Optional(
      Params({
        interval: OneOf(...priceIntervals),
        interval_count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "1 unless told." })),
      }),
    ),
    end_date: Type.Optional(Timestamp),
    iterations: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: "How many periods it has: 1 by default." }),
    ),
    proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
    start_date: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: "When it begins anyhow: where the one before ends, or the schedule begins.",
      }),
    ),
  }),
  { minItems: 1, maxItems: 10, description: "Each begins where the one before ends." },
);
const terms = {
  default_settings: Type.Optional(Params(phaseTerms)),
  end_behavior: Type.Optional(EndBehavior),
  metadata: Type.Optional(MetadataParam),
};
const byId = { id: Id("subscriptionSchedule"), ...expandParam };

export const subscriptionScheduleOperations = {
  "subscription_schedules.create": operation({
    id: "subscription_schedules.create",
    method: "POST",
    path: "/billing/subscription_schedules",
    access: "payments:write",
    summary: "Create a schedule: of a subscription that there is, or of one that its first phase will begin.",
    input: Params({
      customer: Type.Optional(Id("customer")),
      from_subscription: Type.Optional(Id("subscription")),
      phases: Type.Optional(PhasesParam),
      start_date: Type.Optional(Type.Union([Type.Literal("now"), Timestamp])),
      ...terms,
      ...expandParam,
    }),
    output: SubscriptionSchedule,
    status: 201,
    errors: ["resource_missing", "parameter_missing", "state_conflict", "coupon_expired", "currency_mismatch"],
  }),
  "subscription_schedules.list": operation({
    id: "subscription_schedules.list",
    method: "GET",
    path: "/billing/subscription_schedules",
    access: "payments:read",
    summary: "List schedules of subscriptions.",
    input: Params({ ...pageParams, customer: Type.Optional(Id("customer")), ...expandParam }),
    output: List(SubscriptionSchedule),
    errors: [],
  }),
  "subscription_schedules.get": operation({
    id: "subscription_schedules.get",
    method: "GET",
    path: "/billing/subscription_schedules/{id}",
    access: "payments:read",
    summary: "Read a schedule.",
    input: Params(byId),
    output: SubscriptionSchedule,
    errors: ["resource_missing"],
  }),
  "subscription_schedules.update": operation({
    id: "subscription_schedules.update",
    method: "POST",
    path: "/billing/subscription_schedules/{id}",
    access: "payments:write",
    summary: "Change the phases that are to come, or what comes after them.",
    input: Params({
      phases: Type.Optional(PhasesParam),
      ...terms,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...byId,
    }),
    output: SubscriptionSchedule,
    errors: ["resource_missing", "state_conflict", "coupon_expired", "currency_mismatch"],
  }),
  "subscription_schedules.release": operation({
    id: "subscription_schedules.release",
    method: "POST",
    path: "/billing/subscription_schedules/{id}/release",
    access: "payments:write",
    summary: "End a schedule; its subscription goes on as it is.",
    input: Params(byId),
    output: SubscriptionSchedule,
    errors: ["resource_missing", "state_conflict"],
  }),
  "subscription_schedules.cancel": operation({
    id: "subscription_schedules.cancel",
    method: "POST",
    path: "/billing/subscription_schedules/{id}/cancel",
    access: "payments:write",
    summary: "End a schedule and its subscription.",
    input: Params({
      invoice_now: Type.Optional(Type.Boolean()),
      prorate: Type.Optional(Type.Boolean()),
      ...byId,
    }),
    output: SubscriptionSchedule,
    errors: ["resource_missing", "state_conflict"],
  }),
};
