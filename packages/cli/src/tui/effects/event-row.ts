import type { AnyEvent, Attempt } from "@micro/sdk";

import { phraseOf } from "../../actions/listen/attempt-error.ts";
import type { Delivery, ReceivedEvent } from "../../actions/listen/deliveries.ts";
import { summaryOf } from "../../output/event-summary.ts";
import type { DeliveryState, EventRow } from "../model/state.ts";

/** The row of an event as the stream brought it. */
export function rowOfReceived({ seq, id, type, payload }: ReceivedEvent): EventRow {
  const { created, data } = JSON.parse(payload) as AnyEvent;
  return { seq, id, type, payload, created, summary: summaryOf(data.object), delivery: undefined };
}

/** The row of an event as the API lists it, with the attempts that were made at it, the newest first. */
export function rowOfListed(event: AnyEvent, attempts: readonly Attempt[] = []): EventRow {
  const { seq, id, type, created, data } = event;
  return {
    seq,
    id,
    type,
    payload: JSON.stringify(event),
    created,
    summary: summaryOf(data.object),
    delivery: stateOfAttempts(attempts),
  };
}

function stateOfAttempts(attempts: readonly Attempt[]): DeliveryState | undefined {
  const [latest] = attempts;
  if (latest === undefined) return undefined;
  const { error, error_message: message, status_code: status, latency_ms: latencyMs } = latest;
  return {
    outcome: status !== null && status >= 200 && status < 300 ? "delivered" : "failed",
    status,
    latencyMs,
    attempts: attempts.length,
    message: status === null ? (phraseOf(error) ?? message ?? error ?? "") : "",
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
