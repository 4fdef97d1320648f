import { sign } from "@micro/sdk/webhooks";

import { counted } from "../../output/counted.ts";
import type { EventRow } from "../model/state.ts";
import { type EffectContext, tell } from "./context.ts";

/** Sends events once more: to the target, and to the endpoints that are registered for them. */
export async function resend(context: EffectContext, rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return tell(context, "There is nothing to send again.");
  for (const row of rows) {
    // To endpoints and to listeners, of which this is one.
    await context.client.events.resend(row.id);
  }
  tell(context, rows.length === 1 ? `Sent ${rows[0]?.type} again.` : `Sent ${counted(rows.length, "event")} again.`);
}

/** What a payload is sent with: signed now, as the listener signs it. */
export function headersOf(
  { target, secret }: Pick<EffectContext, "target" | "secret">,
  id: string,
  payload: string,
): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = sign({ secret: secret(), id, timestamp, payload });
  return { "user-agent": "micro", ...target?.headers, "content-type": "application/json", ...signed };
}

/** Sends one payload to the target, signed, and keeps what came of it as an attempt. */
export async function sendOnce(
  { client, store, target, secret, signal }: EffectContext,
  row: EventRow,
  payload: string,
): Promise<void> {
  if (target === undefined) return;
  const headers = headersOf({ target, secret }, row.id, payload);
  const result = await target.forwarder.post(headers, payload, signal);
  const attempts = (row.delivery?.attempts ?? 0) + 1;
  const isDelivered = result.answered && result.status >= 200 && result.status < 300;
  store.dispatch({
    type: "delivery",
    eventId: row.id,
    delivery: {
      outcome: isDelivered ? "delivered" : "failed",
      status: result.answered ? result.status : null,
      latencyMs: result.latencyMs,
      attempts,
      message: result.answered ? "" : result.message,
    },
  });
  await client.webhookAttempts.create({
    event: row.id,
    url: target.url.href,
    latency_ms: result.latencyMs,
    request_headers: headers,
    ...(result.answered
      ? { status_code: result.status, response_body: result.body }
      : { error: result.reason, error_message: result.message }),
  });
}
