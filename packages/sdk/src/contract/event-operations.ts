import { Type, type Static } from "typebox";

import { eventCatalogue, Event, eventTypes, type EventType } from "./events.ts";
import { exampleOf } from "./event-example.ts";
import { operation } from "./operation.ts";
import { expandParam, Id, Nullable, Params, Range, Timestamp } from "./schema.ts";

const JsonObject = Type.Record(Type.String(), Type.Unknown());

export const EventTypeEntry = Type.Object({
  type: Type.Enum(eventTypes),
  object: Type.Literal("event_type"),
  meaning: Type.String(),
  schema: Type.Record(Type.String(), Type.Unknown(), { description: "JSON Schema of the whole event." }),
  example: JsonObject,
});
/** A type of event: what it means, its JSON Schema, and an example. */
export type EventTypeEntry = Static<typeof EventTypeEntry>;

/** The JSON Schema of the events of one type. */
export function eventSchemaOf(type: EventType): Record<string, unknown> {
  const { object, meaning } = eventCatalogue[type];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://micro.test/events/${type}`,
    title: type,
    description: meaning,
    ...Event,
    properties: {
      ...Event.properties,
      type: { const: type },
      data: { ...Event.properties.data, properties: { ...Event.properties.data.properties, object } },
    },
  };
}

/** An event of a type as it may look: it fits the type's schema, and is the same each time. */
export function eventExampleOf(type: EventType): Record<string, unknown> {
  const example = exampleOf(Event);
  const fields = typeof example === "object" && example !== null ? { ...example } : {};
  return {
    ...fields,
    type,
    seq: 1,
    api_version: "2026-11-20",
    data: { object: exampleOf(eventCatalogue[type].object) },
    pending_webhooks: 1,
  };
}

export const Replay = Type.Object({
  object: Type.Literal("replay"),
  event: Nullable(Id("event")),
  event_count: Type.Integer({ minimum: 0, description: "Events that are sent again." }),
  delivery_count: Type.Integer({ minimum: 0, description: "Deliveries that begin, or begin anew." }),
  listener_count: Type.Integer({ minimum: 0, description: "Streams that they are sent to at this moment." }),
  deliveries: Type.Array(Id("delivery"), { description: "The first 100." }),
});
/** What is sent again. */
export type Replay = Static<typeof Replay>;

const destination = {
  endpoint: Type.Optional(Id("webhookEndpoint")),
  to: Type.Optional(
    Type.Enum(["endpoints", "stream"], { description: "Endpoints and streams by default; `endpoint` names one." }),
  ),
};

export const replayOperations = {
  "events.resend": operation({
    id: "events.resend",
    method: "POST",
    path: "/events/{id}/resend",
    access: "webhooks:write",
    summary: "Send an event again: to whoever waits for its type, to one endpoint, or to the streams.",
    input: Params({ id: Id("event"), ...destination, ...expandParam }),
    output: Replay,
    errors: ["resource_missing", "event_gone", "state_conflict"],
  }),
  "events.replay": operation({
    id: "events.replay",
    method: "POST",
    path: "/events/replay",
    access: "webhooks:write",
    summary: "Send a range of events again, oldest first, or all whose delivery failed since an instant.",
    input: Params({
      from_seq: Type.Optional(Type.Integer({ minimum: 1 })),
      to_seq: Type.Optional(Type.Integer({ minimum: 1 })),
      created: Type.Optional(Range),
      type: Type.Optional(Type.String({ maxLength: 100, description: "A type, or a pattern such as `payment.*`." })),
      failed_since: Type.Optional(Timestamp),
      ...destination,
    }),
    output: Replay,
    errors: ["resource_missing", "event_gone", "state_conflict", "parameter_missing"],
  }),
  "events.types": operation({
    id: "events.types",
    method: "GET",
    path: "/event_types",
    access: "events:read",
    summary: "Read what each type of event means, its JSON Schema and an example.",
    input: Params({
      type: Type.Optional(Type.String({ maxLength: 100, description: "A type, or a pattern such as `payment.*`." })),
    }),
    output: Type.Object({ object: Type.Literal("event_types"), data: Type.Array(EventTypeEntry) }),
    errors: [],
  }),
};
