import type { Attempt, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { toAttempt } from "./delivery.ts";
import { insertAttempt } from "./store.ts";

/** Keeps what became of an event that a listener forwarded. */
export async function reportAttempt(
  ctx: Context,
  input: InputOf<Operations["webhook_attempts.create"]>,
): Promise<Attempt> {
  const { tx, principal, platform, now } = ctx;
  const event = await platform.outbox.find(tx, principal.realm, input.event);
  if (!event) throw resourceMissing("event", input.event, "event");
  const row = {
    id: platform.ids("attempt"),
    realm: principal.realm,
    event: input.event,
    delivery: null,
    source: "listener" as const,
    url: input.url,
    status_code: input.status_code ?? null,
    error: input.error ?? null,
    error_message: input.error_message ?? null,
    latency_ms: input.latency_ms,
    request_headers: JSON.stringify(input.request_headers ?? {}),
    response_body: input.response_body ?? null,
    created: now,
  };
  await tx.run(insertAttempt, row);
  return toAttempt(row);
}
