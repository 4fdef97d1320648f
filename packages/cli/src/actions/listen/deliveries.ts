import { setTimeout as delay } from "node:timers/promises";

import { sign } from "@micro/sdk/webhooks";
import pLimit from "p-limit";

import { noChaos, type AttemptChaos, type Chaos } from "./chaos.ts";
import type { Attempt, Forwarder } from "./forward.ts";
import { retryDelayMs } from "./schedule.ts";

const concurrencyMax = 16;
const statusGone = 410;
/** Well beyond the five minutes that receivers allow. */
const staleSeconds = 3600;

/** An event as it came from the stream. */
export interface ReceivedEvent {
  seq: number;
  id: string;
  type: string;
  /** The very bytes to sign and send. */
  payload: string;
  /** It is sent again, on request of someone. */
  isReplay?: boolean;
}

/** One attempt at forwarding an event, and what follows from it. */
export interface Delivery {
  event: ReceivedEvent;
  url: string;
  /** Counts from 1. */
  attempt: number;
  /** What it was sent with, its signature included. */
  headers: Readonly<Record<string, string>>;
  result: Attempt;
  outcome: "delivered" | "retrying" | "failed";
  /** When the next attempt follows; `undefined` when this was the last one. */
  retryInMs: number | undefined;
  /** What was done wrong on purpose. */
  chaos?: readonly string[];
}

/** How to make deliveries. */
export interface DeliveryOptions {
  url: URL;
  headers: Readonly<Record<string, string>>;
  forwarder: Forwarder;
  secret: () => string;
  onAttempt: (delivery: Delivery) => void;
  /** An event is not sent, on purpose. */
  onDropped?: (event: ReceivedEvent, url: string) => void;
  /** Aborted when no new attempt is to begin. */
  closing: AbortSignal;
  /** Aborted when attempts under way are to be cut off. */
  cut: AbortSignal;
  /** Replaces the schedule. */
  retryDelayMs?: (attempt: number) => number | undefined;
  /** Delivers one event after the other, in their order. */
  ordered?: boolean;
  /** What goes wrong on purpose. */
  chaos?: Chaos;
}

/** Forwards an event until it is delivered or given up. Resolves to `false` if the end came first. */
export type Deliver = (event: ReceivedEvent) => Promise<boolean>;

/**
 * Delivers events side by side: one that waits for its next attempt holds up no other. Ordered, each waits until the one
 * before is delivered or given up.
 */
export function createDeliveries(options: DeliveryOptions): Deliver {
  const { url, headers, forwarder, secret, onAttempt, closing, cut, ordered = false, chaos = noChaos } = options;
  const nextDelayMs = options.retryDelayMs ?? retryDelayMs;
  const limit = pLimit(concurrencyMax);

  const attemptOnce = async (
    { id, payload }: ReceivedEvent,
    wrong: AttemptChaos,
  ): Promise<Pick<Delivery, "headers" | "result"> | undefined> => {
    if (closing.aborted) return undefined;
    const now = Math.floor(Date.now() / 1000);
    const timestamp = wrong.staleTimestamp ? now - staleSeconds : now;
    const signed = sign({ secret: secret(), id, timestamp, payload: wrong.corruptSignature ? `${payload} ` : payload });
    const sent = { "user-agent": "micro", ...headers, "content-type": "application/json", ...signed };
    const result = await forwarder.post(sent, payload, cut);
    return cut.aborted && !result.answered ? undefined : { headers: sent, result };
  };

  const deliverCopy = async (event: ReceivedEvent, isCopy: boolean): Promise<boolean> => {
    for (let attempt = 1; ; attempt += 1) {
      const wrong = chaos.ofAttempt(event.id, isCopy ? -attempt : attempt);
      const made = await limit(() => attemptOnce(event, wrong));
      if (made === undefined) return false;
      const { result } = made;
      const retryInMs = isWorthRetrying(result) ? nextDelayMs(attempt) : undefined;
      const done = wordsOf(wrong, isCopy);
      onAttempt({
        event,
        url: url.href,
        attempt,
        ...made,
        outcome: outcomeOf(result, retryInMs),
        retryInMs,
        ...(done.length > 0 && { chaos: done }),
      });
      if (retryInMs === undefined) return true;
      if (!(await waits(retryInMs, closing))) return false;
    }
  };

  const deliver: Deliver = async (event) => {
    const { copies, dropped, delayMs } = chaos.ofEvent(event.id);
    if (dropped) {
      options.onDropped?.(event, url.href);
      return true;
    }
    if (delayMs > 0 && !(await waits(delayMs, closing))) return false;
    const all = Array.from({ length: copies }, (_, index) => deliverCopy(event, index > 0));
    return (await Promise.all(all)).every(Boolean);
  };
  if (!ordered) return deliver;

  let last: Promise<unknown> = Promise.resolve();
  return (event) => {
    const next = last.then(() => deliver(event));
    last = next.catch(() => undefined);
    return next;
  };
}

const wordsOf = ({ corruptSignature, staleTimestamp }: AttemptChaos, isCopy: boolean): string[] => [
  ...(isCopy ? ["duplicate"] : []),
  ...(corruptSignature ? ["corrupt signature"] : []),
  ...(staleTimestamp ? ["stale timestamp"] : []),
];

/** Whether the receiver took it. A redirect is no success: it is not followed. */
const isDelivered = (result: Attempt) => result.answered && result.status >= 200 && result.status < 300;

const isWorthRetrying = (result: Attempt) => !isDelivered(result) && !(result.answered && result.status === statusGone);

function outcomeOf(result: Attempt, retryInMs: number | undefined): Delivery["outcome"] {
  if (isDelivered(result)) return "delivered";
  return retryInMs === undefined ? "failed" : "retrying";
}

async function waits(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
