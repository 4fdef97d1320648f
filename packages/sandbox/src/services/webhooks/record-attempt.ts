import type { AttemptError } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { deliverJob } from "./delivery.ts";
import { finishDelivery } from "./finish-delivery.ts";
import { judgeEndpoint } from "./judge-endpoint.ts";
import { nextAttemptAt } from "./retry-schedule.ts";
import { findDeliveryOfAnyRealm, findEndpoint, insertAttempt, updateDelivery } from "./store.ts";

/** What an attempt came to. */
export interface AttemptResult {
  url: string;
  statusCode: number | null;
  error: AttemptError | null;
  errorMessage: string | null;
  latencyMs: number;
  requestHeaders: Record<string, string>;
  responseBody: string | null;
  /** What the receiver asked for by `Retry-After`. */
  retryAfterMs?: number;
}

const gone = 410;

/** Keeps an attempt and decides what comes next: done, another attempt later, or given up. */
export async function recordAttempt(
  tx: Transaction,
  platform: Platform,
  id: string,
  result: AttemptResult,
): Promise<void> {
  const delivery = await tx.first(findDeliveryOfAnyRealm, { id });
  if (!delivery) return platform.queue.remove(tx, deliverJob, id);
  const endpoint = await tx.first(findEndpoint, { id: delivery.endpoint, realm: delivery.realm });
  const made = { ...delivery, attempt_count: delivery.attempt_count + 1, round: delivery.round + 1 };
  await tx.run(insertAttempt, {
    id: platform.ids("attempt"),
    realm: delivery.realm,
    event: delivery.event,
    delivery: id,
    source: "endpoint",
    url: result.url,
    status_code: result.statusCode,
    error: result.error,
    error_message: result.errorMessage,
    latency_ms: Math.round(result.latencyMs),
    request_headers: JSON.stringify(result.requestHeaders),
    response_body: result.responseBody,
    created: platform.clock.seconds(),
  });
  const judged = endpoint && (await judgeEndpoint(tx, platform, endpoint, result));
  // Given up while this attempt was under way, or brought by another one: that was told, and stays.
  if (delivery.status !== "pending") return void (await tx.run(updateDelivery, made));
  if (result.error === null) return finishDelivery(tx, platform, made, judged, "succeeded");

  const fraction = platform.random.fractionOf(`retry:${id}:${made.attempt_count}`);
  const next =
    result.statusCode === gone
      ? undefined
      : nextAttemptAt({ made: made.round, fraction, retryAfterMs: result.retryAfterMs }, platform.clock.now());
  if (next === undefined) return finishDelivery(tx, platform, made, judged, "failed");
  await tx.run(updateDelivery, { ...made, status: "pending", next_attempt_at: next });
  // To an endpoint that was disabled meanwhile nothing is sent until it is enabled again.
  if (judged?.status === "enabled") await platform.queue.schedule(tx, deliverJob, id, next, judged.id);
  else await platform.queue.remove(tx, deliverJob, id);
}
