import type { Event } from "@micro/sdk/contract";

import type { OutboxRow } from "../../platform/outbox/tables.ts";

/** The event as it was recorded. */
export function toEvent(row: OutboxRow): Event {
  // `recordEvent` is the only writer of the payload.
  return JSON.parse(row.payload) as Event;
}
