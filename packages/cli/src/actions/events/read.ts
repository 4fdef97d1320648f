import type { AnyEvent, EventTypeEntry } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { parseEventTypes } from "../listen/event-types.ts";
import { sinceInstant } from "../since.ts";
import { take } from "../take.ts";

/** Which events to list. */
export interface EventFilter {
  type?: string | undefined;
  object?: string | undefined;
  since?: string | undefined;
  limit: number;
}

/** Lists events, newest first. */
export async function listEvents(connection: Connection, filter: EventFilter): Promise<AnyEvent[]> {
  const { type, object, since, limit } = filter;
  if (type !== undefined) parseEventTypes([type]);
  await using client = openClient(connection);
  const list = client.events.list({
    limit: Math.min(limit, 100),
    ...(type !== undefined && { type }),
    ...(object !== undefined && { object_id: object }),
    ...(since !== undefined && { created: { gte: await sinceInstant(client, since) } }),
  });
  return await take(list, limit);
}

/** Reads the types of events: all, or those that fit a pattern. */
export async function listEventTypes(connection: Connection, type: string | undefined): Promise<EventTypeEntry[]> {
  if (type !== undefined) parseEventTypes([type]);
  await using client = openClient(connection);
  return (await client.events.types(type === undefined ? {} : { type })).data;
}
