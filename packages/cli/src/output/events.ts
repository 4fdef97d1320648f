import type { AnyEvent, EventTypeEntry, Replay } from "@micro/sdk";

import { reachesNobody } from "../actions/events/resend.ts";
import { out } from "./colours.ts";
import { counted } from "./counted.ts";
import { instantText } from "./instant.ts";
import { table } from "./table.ts";

/** One line for each event. */
export function eventsText(events: readonly AnyEvent[]): string {
  if (events.length === 0) return "No events.";
  return table(
    events.map(({ seq, created, type, id, data }) => [
      String(seq),
      out.dim(instantText(created)),
      out.bold(type),
      id,
      "id" in data.object ? data.object.id : "",
    ]),
  );
}

/** One line for each type. */
export const eventTypesText = (types: readonly EventTypeEntry[]): string =>
  table(types.map(({ type, meaning }) => [out.bold(type), meaning]));

/** What is sent again. */
export function replayText(replay: Replay): string {
  const { event_count: events, delivery_count: deliveries, listener_count: listeners } = replay;
  if (events === 0) return "There was nothing to send again.";
  if (reachesNobody(replay)) {
    const which = events === 1 ? "that event" : `any of those ${events} events`;
    return `Nobody waits for ${which}. Start micro listen --forward-to URL first, or create or enable an endpoint.`;
  }
  const where = [
    ...(deliveries > 0 ? [`to endpoints by ${counted(deliveries, "delivery", "deliveries")}`] : []),
    ...(listeners > 0 ? [`to ${counted(listeners, "listener")}`] : []),
  ];
  return `${out.green("✓")} Sending ${counted(events, "event")} again, ${where.join(" and ")}.`;
}
