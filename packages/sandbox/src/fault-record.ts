import type { FaultyDelivery } from "./dispatch/delivery-faults.ts";
import type { RequestRecord } from "./gateway/request-log.ts";
import { wallMs } from "./platform/real-clock.ts";

/** A delivery that rules have made go wrong, as the request log has it. */
export function toFaultRecord(
  { realm, url, eventType, status, faults }: FaultyDelivery,
  id: string,
  now: number,
): RequestRecord {
  return {
    id,
    realm,
    ip: null,
    trace: undefined,
    method: "POST",
    path: url,
    operation: `deliver ${eventType}`,
    status: status ?? 0,
    error_code: null,
    latency_us: 0,
    idempotency_key: null,
    idempotent_replay: 0,
    external_id: null,
    request_body: undefined,
    response_body: null,
    faults,
    created: now,
    endedAtMs: wallMs(),
  };
}
