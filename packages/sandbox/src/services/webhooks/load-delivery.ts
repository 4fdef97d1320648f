import type { SigningScheme } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { signingSecrets } from "./endpoint-secret.ts";
import { parseStrings } from "./endpoint.ts";
import { writePayload, type Payload } from "./payload.ts";
import { findDeliveryOfAnyRealm, findEndpoint } from "./store.ts";

/** What an attempt needs: where to, what, and the secrets that sign it. */
export interface LoadedDelivery {
  id: string;
  realm: number;
  endpoint: string;
  /** Whether nothing was tried yet, and nothing was put off. */
  isFirst: boolean;
  eventType: string;
  eventId: string;
  url: string;
  /** The endpoint's own. */
  headers: Record<string, string>;
  /** The trace of the request that caused the event. */
  trace: string | null;
  timeoutMs: number;
  signing: SigningScheme;
  secrets: string[];
  /** The bytes, the same at every attempt. */
  payload: Payload;
}

/** Reads what an attempt needs; undefined when there is nothing to attempt any more. */
export async function loadDelivery(db: Reader, platform: Platform, id: string): Promise<LoadedDelivery | undefined> {
  const delivery = await db.first(findDeliveryOfAnyRealm, { id });
  if (delivery?.status !== "pending") return undefined;
  const { realm } = delivery;
  const endpoint = await db.first(findEndpoint, { id: delivery.endpoint, realm });
  if (endpoint?.status !== "enabled") return undefined;
  const event = await platform.outbox.find(db, delivery.event_realm, delivery.event);
  if (!event) return undefined;
  return {
    id,
    realm,
    endpoint: endpoint.id,
    isFirst: delivery.attempt_count === 0 && (delivery.next_attempt_at ?? 0) < (delivery.created + 1) * 1000,
    eventType: delivery.event_type,
    eventId: event.id,
    url: endpoint.url,
    headers: parseStrings(endpoint.headers),
    trace: event.trace,
    timeoutMs: endpoint.timeout_ms,
    signing: endpoint.signing,
    secrets: signingSecrets(platform.secrets, endpoint, platform.clock.seconds()),
    payload: writePayload(
      { payload: delivery.payload, version: endpoint.api_version },
      event.payload,
      platform.wordings,
    ),
  };
}
