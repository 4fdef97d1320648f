import type { ListenView } from "../actions/listen/listen.ts";
import type { Route } from "../actions/listen/route.ts";
import { printJsonLine } from "./write.ts";

/** What is known before the first event. */
export interface ListenFacts {
  url: string;
  /** Where to; a list when there are several. */
  forward_to: string | readonly string[] | null;
  events: readonly string[] | null;
  /** Whether to show what the receiver answered. */
  showBody?: boolean;
}

/** The facts, from what the flags mean. */
export function factsOf(
  url: string,
  routes: readonly Route[] = [],
  events?: readonly string[],
  showBody = false,
): ListenFacts {
  const [first, ...more] = routes.map((route) => (route.types ? `${route.types.join(",")}=` : "") + route.url.href);
  const forwardTo = first === undefined || more.length === 0 ? (first ?? null) : [first, ...more];
  return { url, forward_to: forwardTo, events: events ?? null, showBody };
}

/** One JSON object a line, the first of type `ready`. */
export const listenJson = ({ showBody = false, ...facts }: ListenFacts): ListenView => ({
  ready: ({ secret, account, livemode, seq }) =>
    printJsonLine({ type: "ready", ...facts, secret, account, livemode, seq }),
  event: ({ seq, id, payload, isReplay }) => {
    const event: unknown = JSON.parse(payload);
    printJsonLine({ type: "event", seq, id, ...(isReplay && { replay: true }), event });
  },
  delivery: ({ event, url, attempt, result, outcome, retryInMs, chaos }) =>
    printJsonLine({
      type: "delivery",
      event_id: event.id,
      event_type: event.type,
      url,
      attempt,
      outcome,
      status: result.answered ? result.status : null,
      reason: result.answered ? null : result.reason,
      message: result.answered ? null : result.message,
      latency_ms: result.latencyMs,
      retry_in_ms: retryInMs ?? null,
      ...(chaos && { chaos }),
      ...(showBody && { body: result.answered ? result.body : null }),
    }),
  dropped: ({ id, type }, url) => printJsonLine({ type: "dropped", event_id: id, event_type: type, url }),
  disconnected: ({ code, reason, retryInMs }) =>
    printJsonLine({ type: "disconnected", code, reason, retry_in_ms: Math.round(retryInMs) }),
  reconnected: (url) => printJsonLine({ type: "reconnected", url }),
  historyChanged: () => printJsonLine({ type: "history_changed" }),
  full: (open) => printJsonLine({ type: "full", open }),
  ended: (undelivered) => printJsonLine({ type: "ended", undelivered }),
});
