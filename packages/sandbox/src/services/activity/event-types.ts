import {
  eventCatalogue,
  eventExampleOf,
  eventSchemaOf,
  eventTypes,
  matchesEventPattern,
  type EventType,
  type EventTypeEntry,
  type InputOf,
  type Operations,
  type OutputOf,
} from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";

/** The types of events, in the order of the catalogue: all, or those that fit a pattern. */
export async function listEventTypes(
  _ctx: Context,
  { type: pattern = "*" }: InputOf<Operations["events.types"]>,
): Promise<OutputOf<Operations["events.types"]>> {
  return {
    object: "event_types",
    data: eventTypes.filter((type) => matchesEventPattern(type, pattern)).map(toEntry),
  };
}

const toEntry = (type: EventType): EventTypeEntry => ({
  type,
  object: "event_type",
  meaning: eventCatalogue[type].meaning,
  schema: eventSchemaOf(type),
  example: eventExampleOf(type),
});
