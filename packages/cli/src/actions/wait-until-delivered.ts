import { setTimeout as delay } from "node:timers/promises";

import type { Attempt, Client, Delivery, Event } from "@micro/sdk";

import { Abort } from "../abort.ts";
import type { Triggered } from "./trigger.ts";

const pollMs = 150;

/** Where an event went. */
export interface Delivered {
  event: string;
  /** URLs with the last status, or with why there was none. */
  to: { url: string; status: number | null; error: string | null }[];
}

/**
 * Waits until the event of a trigger has been received by each endpoint that wants it, or by a listener where no endpoint
 * does. Throws `Abort` when one of them gave it up, or when the time is over.
 */
export async function waitUntilDelivered(client: Client, triggered: Triggered, timeoutMs: number): Promise<Delivered> {
  const started = performance.now();
  const isLate = () => performance.now() - started > timeoutMs;
  let event: Event | undefined;
  for (;;) {
    event ??= await findEvent(client, triggered);
    const attempts =
      event === undefined ? [] : (await client.webhookAttempts.list({ event: event.id, limit: 100 })).data;
    const deliveries =
      event === undefined ? [] : (await client.webhookDeliveries.list({ event: event.id, limit: 100 })).data;
    if (event !== undefined && isDone(event, deliveries, attempts)) return summary(event, deliveries, attempts);
    if (isLate()) throw notDelivered(triggered, event, deliveries, attempts, timeoutMs);
    await delay(pollMs);
  }
}

async function findEvent(client: Client, { type, steps }: Triggered): Promise<Event | undefined> {
  for (const { id } of steps.toReversed()) {
    if (id === null) continue;
    const { data } = await client.events.list({ type, object_id: id, limit: 1 });
    if (data[0] !== undefined) return data[0];
  }
  return undefined;
}

function isDone(event: Event, deliveries: readonly Delivery[], attempts: readonly Attempt[]): boolean {
  const isReceived = ({ status_code: status }: Attempt) => status !== null && status >= 200 && status < 300;
  if (event.pending_webhooks === 0) return attempts.some(isReceived);
  return deliveries.length >= event.pending_webhooks && deliveries.every(({ status }) => status !== "pending");
}

function summary(event: Event, deliveries: readonly Delivery[], attempts: readonly Attempt[]): Delivered {
  const failed = deliveries.filter(({ status }) => status !== "succeeded");
  const latest = new Map(attempts.toReversed().map((attempt) => [attempt.url, attempt]));
  const to = [...latest.values()].map(({ url, status_code: status, error }) => ({ url, status, error }));
  if (failed.length === 0) return { event: event.id, to };
  throw new Abort(
    `${event.type} (${event.id}) was given up by ${failed.length} of ${deliveries.length} endpoints.`,
    `micro webhooks attempts ${event.id} shows what they answered.`,
  );
}

function notDelivered(
  { type }: Triggered,
  event: Event | undefined,
  deliveries: readonly Delivery[],
  attempts: readonly Attempt[],
  timeoutMs: number,
): Abort {
  const within = `within ${timeoutMs / 1000} s`;
  if (event === undefined) return new Abort(`${type} was not recorded for this account ${within}.`);
  if (attempts.length === 0 && deliveries.length === 0) {
    return new Abort(
      `${type} (${event.id}) happened, and nobody received it ${within}.`,
      "Start micro listen --forward-to URL, or create an endpoint with micro webhooks endpoints create URL.",
    );
  }
  const last = attempts[0];
  const reason = last === undefined ? "no attempt was made" : `the last answer was ${last.status_code ?? last.error}`;
  return new Abort(
    `${type} (${event.id}) was not delivered ${within}: ${reason}.`,
    "It is tried again; --timeout waits longer.",
  );
}
