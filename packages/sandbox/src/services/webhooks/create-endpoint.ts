import type { InputOf, NewWebhookEndpoint, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { assertHeaders } from "./endpoint-headers.ts";
import { endpointSecret } from "./endpoint-secret.ts";
import { assertEndpointUrl, endpointVersion, toEndpoint } from "./endpoint.ts";
import { assertPatterns } from "./event-patterns.ts";
import { limitLane } from "./lane.ts";
import { countEndpoints, insertEndpoint } from "./store.ts";
import type { EndpointRow } from "./tables.ts";

/** Creates an endpoint. Its secret is in this answer and nowhere else. */
export async function createEndpoint(
  ctx: Context,
  input: InputOf<Operations["webhook_endpoints.create"]>,
): Promise<NewWebhookEndpoint> {
  const { tx, principal, platform, now } = ctx;
  assertEndpointUrl(input.url, platform.policy);
  const patterns = input.enabled_events ?? ["*"];
  assertPatterns(patterns, input.payload ?? "full");
  assertHeaders(input.headers ?? {});
  const { count } = (await tx.first(countEndpoints, { realm: principal.realm })) ?? { count: 0 };
  if (count >= limits.webhookEndpointsMax) throw new DomainError("webhook_endpoint_limit");
  const row: Omit<EndpointRow, "n"> = {
    id: platform.ids("webhookEndpoint"),
    realm: principal.realm,
    url: input.url,
    connect: Number(input.connect ?? false),
    enabled_events: JSON.stringify(patterns),
    description: input.description || null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    headers: JSON.stringify(input.headers ?? {}),
    api_version: endpointVersion(input.payload ?? "full", input.api_version),
    payload: input.payload ?? "full",
    signing: input.signing ?? "hmac",
    ordered: input.ordered ? 1 : 0,
    max_concurrency: input.max_concurrency ?? limits.endpointConcurrency,
    rate_limit: input.rate_limit ?? null,
    timeout_ms: input.timeout_ms ?? limits.deliveryTimeoutMs,
    status: "enabled",
    disabled_reason: null,
    secret_generation: 1,
    previous_secret_until: null,
    overloads: 0,
    circuit_open_until: null,
    failing_since: null,
    created: now,
  };
  await tx.run(insertEndpoint, row);
  limitLane(tx, platform, row);
  return { ...toEndpoint(row, platform, principal.mode === "live"), secret: endpointSecret(platform.secrets, row) };
}
