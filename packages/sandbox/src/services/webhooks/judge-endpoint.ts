import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import { circuitAfter, isOverload } from "./circuit.ts";
import { toEndpoint } from "./endpoint.ts";
import { limitLane } from "./lane.ts";
import { recordOwnEvent } from "./own-event.ts";
import type { AttemptResult } from "./record-attempt.ts";
import { updateEndpoint } from "./store.ts";
import type { EndpointRow } from "./tables.ts";

/** What an attempt says of its endpoint: its circuit, since when it fails, and whether it is disabled. */
export async function judgeEndpoint(
  tx: Transaction,
  platform: Platform,
  endpoint: EndpointRow,
  { error, statusCode }: Pick<AttemptResult, "error" | "statusCode">,
): Promise<EndpointRow> {
  const { clock } = platform;
  const circuit = circuitAfter(endpoint, isOverload(error, statusCode), clock.now());
  const failingSince = error === null ? null : (endpoint.failing_since ?? clock.seconds());
  const reason = endpoint.status === "enabled" ? reasonToDisable(statusCode, failingSince, clock.seconds()) : undefined;
  const judged: EndpointRow = {
    ...endpoint,
    ...circuit,
    failing_since: failingSince,
    ...(reason && { status: "disabled", disabled_reason: reason }),
  };
  const isSame =
    reason === undefined &&
    circuit.overloads === endpoint.overloads &&
    circuit.circuit_open_until === endpoint.circuit_open_until &&
    failingSince === endpoint.failing_since;
  if (isSame) return endpoint;
  await tx.run(updateEndpoint, judged);
  if (circuit.circuit_open_until !== endpoint.circuit_open_until) limitLane(tx, platform, judged);
  if (reason) {
    await recordOwnEvent(tx, platform, endpoint.realm, "webhook.endpoint.disabled", (livemode) =>
      toEndpoint(judged, platform, livemode),
    );
  }
  return judged;
}

/** A receiver that answers 410 Gone wants nothing more (Standard Webhooks 1.0.0, "Operational considerations"). */
function reasonToDisable(statusCode: number | null, failingSince: number | null, now: number) {
  if (statusCode === 410) return "gone";
  const isHopeless = failingSince !== null && now - failingSince >= limits.endpointFailingSecondsMax;
  return isHopeless ? "failing" : undefined;
}
