import { sign, signAsStripe } from "@micro/sdk/webhooks";

import { stopwatch } from "../platform/real-clock.ts";
import type { Platform } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import {
  dropDelivery,
  loadDelivery,
  postponeDelivery,
  recordAttempt,
  type AttemptResult,
  type LoadedDelivery,
} from "../services/webhooks/index.ts";
import { drawFaults, postponedBy, spoil, timestampOf, type FaultyDelivery, type Wrong } from "./delivery-faults.ts";
import type { Overtaking } from "./overtaking.ts";
import { EgressClosedError, type Egress, type EgressAnswer } from "./egress.ts";
import { classifyFailure, judgeStatus } from "./failure.ts";

/** What sends. */
export interface Sender {
  db: Database;
  platform: Platform;
  egress: Egress;
  overtaking: Overtaking;
  /** Is told of what went wrong on purpose. */
  onFault: (delivery: FaultyDelivery) => void;
}

/** Attempts one delivery: signs the stored bytes, sends them, keeps what came of it. */
export async function deliverWebhook(sender: Sender, id: string): Promise<void> {
  const { db, platform, egress, overtaking, onFault } = sender;
  const delivery = await db.read((reader) => loadDelivery(reader, platform, id));
  if (!delivery) {
    overtaking.forget(id);
    return db.transaction((tx) => dropDelivery(tx, platform, id));
  }
  const { endpoint } = delivery;
  const postpone = (late: string, by: number) => db.transaction((tx) => postponeDelivery(tx, platform, late, by));
  const wrong = await drawFaults(sender, delivery);
  const note = (status: number | null) => {
    if (wrong.size === 0) return;
    const { realm, url, eventType } = delivery;
    onFault({ realm, url, eventType, status, faults: Array.from(wrong.values(), (fired) => fired.id) });
  };
  const seconds = postponedBy(wrong);
  if (seconds !== undefined) {
    note(null);
    await postpone(id, seconds);
    if (wrong.has("reorder") && overtaking.park(endpoint)) await postpone(id, 0);
    return;
  }
  const result = await send(platform, egress, delivery, wrong);
  note(result.statusCode);
  await db.transaction((tx) => recordAttempt(tx, platform, id, result));
  const overtaken = overtaking.pass(endpoint, id);
  if (overtaken !== undefined) await postpone(overtaken, 0);
}

async function send(
  platform: Platform,
  egress: Egress,
  delivery: LoadedDelivery,
  wrong: Wrong,
): Promise<AttemptResult> {
  const { url, payload, timeoutMs } = delivery;
  const requestHeaders = {
    ...delivery.headers,
    "content-type": payload.contentType,
    "user-agent": "micro-webhooks/1",
    ...(delivery.trace !== null && { traceparent: delivery.trace }),
    ...spoil(wrong, signed(delivery, timestampOf(wrong, Math.floor(platform.clock.sharedNow() / 1000)))),
  };
  const elapsedMs = stopwatch();
  const common = () => ({ url, requestHeaders, latencyMs: elapsedMs() });
  if (wrong.has("drop")) {
    const lost = { error: "timeout", errorMessage: "A rule for faults lost it on the way." } as const;
    return { ...common(), statusCode: null, responseBody: null, ...lost };
  }
  try {
    // The answer to the second request is the one that counts.
    if (wrong.has("duplicate")) await egress.post({ url, headers: requestHeaders, body: payload.body, timeoutMs });
    const answer = await egress.post({ url, headers: requestHeaders, body: payload.body, timeoutMs });
    return { ...common(), ...judge(answer, platform.clock.sharedNow()) };
  } catch (cause) {
    // The next start makes another attempt.
    if (cause instanceof EgressClosedError) throw cause;
    return { ...common(), statusCode: null, responseBody: null, ...classifyFailure(cause) };
  }
}

function signed({ signing, secrets, eventId, payload: { body } }: LoadedDelivery, timestamp: number) {
  if (signing === "stripe") return signAsStripe({ secret: secrets, timestamp, payload: body });
  return sign({ secret: secrets, id: eventId, timestamp, payload: body });
}

function judge(answer: EgressAnswer, nowMs: number) {
  const retryAfterMs = readRetryAfter(answer, nowMs);
  const error = judgeStatus(answer.status);
  // A receiver that breaks off in the middle of its answer has not said that it took the event.
  const broken = error === null && answer.broken !== undefined ? classifyFailure(answer.broken) : undefined;
  return {
    statusCode: answer.status,
    responseBody: answer.body,
    error: broken?.error ?? error,
    errorMessage: broken?.errorMessage ?? answer.problem ?? null,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), in milliseconds from now, which is the receiver's. */
function readRetryAfter({ headers }: EgressAnswer, nowMs: number): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string") return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
