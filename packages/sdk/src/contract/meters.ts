import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { expandParam, Id, List, Nullable, OneOf, pageParams, Params, Text, Timestamp } from "./schema.ts";

/** What a meter makes of the events of a period: their sum, how many there are, or the last of them. */
export const meterFormulas = ["sum", "count", "last"] as const;
const windows = ["hour", "day"] as const;

const KeyParam = Params({ event_payload_key: Text(100) });

export const Meter = Type.Object({
  id: Id("meter"),
  object: Type.Literal("billing.meter"),
  created: Timestamp,
  customer_mapping: Type.Object({ event_payload_key: Type.String(), type: Type.Literal("by_id") }),
  default_aggregation: Type.Object({ formula: OneOf(...meterFormulas) }),
  display_name: Type.String(),
  event_name: Type.String(),
  event_time_window: Nullable(OneOf(...windows)),
  livemode: Type.Boolean(),
  status: OneOf("active", "inactive"),
  status_transitions: Type.Object({ deactivated_at: Nullable(Timestamp) }),
  updated: Timestamp,
  value_settings: Type.Object({ event_payload_key: Type.String() }),
});
/** What is counted of a customer's use: events of one name, and what they come to. */
export type Meter = Static<typeof Meter>;

export const MeterEvent = Type.Object({
  object: Type.Literal("billing.meter_event"),
  created: Timestamp,
  event_name: Type.String(),
  identifier: Type.String({ description: "Counted once, however often it is sent." }),
  livemode: Type.Boolean(),
  payload: Type.Record(Type.String(), Type.String()),
  timestamp: Timestamp,
});
/** That a customer used something. */
export type MeterEvent = Static<typeof MeterEvent>;

export const MeterEventAdjustment = Type.Object({
  object: Type.Literal("billing.meter_event_adjustment"),
  cancel: Type.Object({ identifier: Type.String() }),
  event_name: Type.String(),
  livemode: Type.Boolean(),
  status: Type.Literal("complete"),
  type: Type.Literal("cancel"),
});
/** That an event was taken back. */
export type MeterEventAdjustment = Static<typeof MeterEventAdjustment>;

export const MeterEventSummary = Type.Object({
  id: Type.String({ description: "`mtrusg_…`" }),
  object: Type.Literal("billing.meter_event_summary"),
  aggregated_value: Type.Integer(),
  end_time: Timestamp,
  livemode: Type.Boolean(),
  meter: Id("meter"),
  start_time: Timestamp,
});
/** What a meter made of the events of a customer between two instants. */
export type MeterEventSummary = Static<typeof MeterEventSummary>;

const EventName = Text(100);
const byId = { id: Id("meter"), ...expandParam };

export const meterOperations = {
  "meters.create": operation({
    id: "meters.create",
    method: "POST",
    path: "/billing/meters",
    access: "payments:write",
    summary: "Create a meter: it counts the events of a name.",
    input: Params({
      display_name: Text(250),
      event_name: EventName,
      default_aggregation: Params({ formula: OneOf(...meterFormulas) }),
      customer_mapping: Type.Optional(Params({ event_payload_key: Text(100), type: Type.Literal("by_id") })),
      event_time_window: Type.Optional(OneOf(...windows)),
      value_settings: Type.Optional(KeyParam),
      ...expandParam,
    }),
    output: Meter,
    status: 201,
    errors: ["state_conflict"],
  }),
  "meters.list": operation({
    id: "meters.list",
    method: "GET",
    path: "/billing/meters",
    access: "payments:read",
    summary: "List meters.",
    input: Params({ ...pageParams, status: Type.Optional(OneOf("active", "inactive")), ...expandParam }),
    output: List(Meter),
    errors: [],
  }),
  "meters.get": operation({
    id: "meters.get",
    method: "GET",
    path: "/billing/meters/{id}",
    access: "payments:read",
    summary: "Read a meter.",
    input: Params(byId),
    output: Meter,
    errors: ["resource_missing"],
  }),
  "meters.update": operation({
    id: "meters.update",
    method: "POST",
    path: "/billing/meters/{id}",
    access: "payments:write",
    summary: "Change a meter's name for display; what it counts never changes.",
    input: Params({ display_name: Type.Optional(Text(250)), ...byId }),
    output: Meter,
    errors: ["resource_missing"],
  }),
  "meters.deactivate": operation({
    id: "meters.deactivate",
    method: "POST",
    path: "/billing/meters/{id}/deactivate",
    access: "payments:write",
    summary: "Take a meter out of use: it takes no events, and no new price counts by it.",
    input: Params(byId),
    output: Meter,
    errors: ["resource_missing", "state_conflict"],
  }),
  "meters.reactivate": operation({
    id: "meters.reactivate",
    method: "POST",
    path: "/billing/meters/{id}/reactivate",
    access: "payments:write",
    summary: "Take a meter back into use.",
    input: Params(byId),
    output: Meter,
    errors: ["resource_missing", "state_conflict"],
  }),
  "meters.event_summaries": operation({
    id: "meters.event_summaries",
    method: "GET",
    path: "/billing/meters/{id}/event_summaries",
    access: "payments:read",
    summary: "What a customer used between two instants, in one sum or by hour or day; newest first, all at once.",
    input: Params({
      id: Id("meter"),
      customer: Id("customer"),
      start_time: Timestamp,
      end_time: Timestamp,
      value_grouping_window: Type.Optional(OneOf(...windows)),
    }),
    output: List(MeterEventSummary),
    errors: ["resource_missing", "parameter_invalid"],
  }),
  "meter_events.create": operation({
    id: "meter_events.create",
    method: "POST",
    path: "/billing/meter_events",
    access: "payments:write",
    summary: "Tell that a customer used something.",
    input: Params({
      event_name: EventName,
      payload: Type.Record(Type.String({ pattern: "^.{1,100}$" }), Type.String({ maxLength: 500 }), {
        maxProperties: 10,
        description: "By the meter's keys, by default `stripe_customer_id` and `value`: the customer, and how much.",
      }),
      identifier: Type.Optional(Text(100)),
      timestamp: Type.Optional(Timestamp),
      ...expandParam,
    }),
    output: MeterEvent,
    status: 201,
    errors: ["resource_missing", "parameter_missing", "parameter_invalid", "state_conflict", "amount_too_large"],
  }),
  "meter_event_adjustments.create": operation({
    id: "meter_event_adjustments.create",
    method: "POST",
    path: "/billing/meter_event_adjustments",
    access: "payments:write",
    summary: "Take an event back that is less than a day old.",
    input: Params({
      event_name: EventName,
      type: Type.Literal("cancel"),
      cancel: Params({ identifier: Text(100) }),
      ...expandParam,
    }),
    output: MeterEventAdjustment,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
};
