import type { AnyEvent } from "@micro/sdk";

import type { Delivery, ReceivedEvent } from "../../actions/listen/deliveries.ts";
import { summaryOf } from "../../output/event-summary.ts";
import type { DeliveryState, EventRow } from "../model/state.ts";

/** The row of an event as the stream brought it. */
export function rowOfReceived({ seq, id, type, payload }: ReceivedEvent): EventRow {
  const { created, data } = JSON.parse(payload) as AnyEvent;
  return { seq, id, type, payload, created, summary: summaryOf(data.object), delivery: undefined };
}

/** The row of an event as the API lists it. */
export function rowOfListed(event: AnyEvent): EventRow {
  const { seq, id, type, created, data } = event;
  return {
    seq,
    id,
    type,
    payload: JSON.stringify(event),
    created,
    summary: summaryOf(data.object),
    delivery: undefined,
  };
}

/** How far a delivery has come. */
export const deliveryState = ({ result, outcome, attempt }: Delivery): DeliveryState => ({
  outcome,
  status: result.answered ? result.status : null,
  latencyMs: result.latencyMs,
  attempts: attempt,
  message: result.answered ? "" : result.message,
});
