import type { Attempt, Delivery } from "@micro/sdk/contract";

import type { AttemptRow, DeliveryRow } from "./tables.ts";

/** The kind of job that attempts a delivery. */
export const deliverJob = "webhook.deliver";

/** The delivery as the API shows it. */
export function toDelivery(row: DeliveryRow, livemode: boolean): Delivery {
  return {
    id: row.id,
    object: "webhook_delivery",
    event: row.event,
    event_type: row.event_type,
    endpoint: row.endpoint,
    status: row.status,
    payload: row.payload,
    attempt_count: row.attempt_count,
    next_attempt_at: row.next_attempt_at === null ? null : Math.ceil(row.next_attempt_at / 1000),
    created: row.created,
    livemode,
  };
}

/** The attempt as the API shows it. */
export function toAttempt(row: Omit<AttemptRow, "n">): Attempt {
  return {
    id: row.id,
    object: "webhook_attempt",
    event: row.event,
    delivery: row.delivery,
    source: row.source,
    url: row.url,
    status_code: row.status_code,
    error: row.error,
    error_message: row.error_message,
    latency_ms: row.latency_ms,
    request_headers: JSON.parse(row.request_headers) as Record<string, string>,
    response_body: row.response_body,
    created: row.created,
  };
}
