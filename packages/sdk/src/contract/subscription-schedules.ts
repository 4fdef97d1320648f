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
  Timestamp,
} from "./schema.ts";
import { prorationBehaviors, Quantity } from "./subscription-items.ts";
import { subscriptionItemsMax } from "./subscriptions.ts";

/** Where a schedule can stand. */
export const subscriptionScheduleStatuses = ["not_started", "active", "completed", "released", "canceled"] as const;
/** Where a schedule can stand. */
export type SubscriptionScheduleStatus = (typeof subscriptionScheduleStatuses)[number];

const EndBehavior = OneOf("cancel", "release");

const SchedulePhase = Type.Object({
  currency: Currency,
  end_date: Timestamp,
  items: Type.Array(Type.Object({ price: Id("price"), quantity: Quantity })),
  proration_behavior: OneOf(...prorationBehaviors),
  start_date: Timestamp,
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

const PhaseItems = Type.Array(
  Params({ price: Id("price"), quantity: Type.Optional(Quantity), metadata: Type.Optional(MetadataParam) }),
  { minItems: 1, maxItems: subscriptionItemsMax },
);
const PhasesParam = Type.Array(
  Params({
    items: PhaseItems,
    end_date: Type.Optional(Timestamp),
    iterations: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: "How many periods it has: 1 unless told." }),
    ),
    proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
  }),
  { minItems: 1, maxItems: 10, description: "Each begins where the one before ends." },
);
const terms = { end_behavior: Type.Optional(EndBehavior), metadata: Type.Optional(MetadataParam) };
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
    errors: ["resource_missing", "parameter_missing", "state_conflict", "currency_mismatch"],
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
    summary: "Change the phases that are to come, or what comes behind them.",
    input: Params({
      phases: Type.Optional(PhasesParam),
      ...terms,
      ...byId,
    }),
    output: SubscriptionSchedule,
    errors: ["resource_missing", "state_conflict", "currency_mismatch"],
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
