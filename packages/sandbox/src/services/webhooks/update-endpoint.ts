import type { InputOf, Operations, WebhookEndpoint } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { assertHeaders } from "./endpoint-headers.ts";
import { assertEndpointUrl, endpointVersion, getEndpointRow, parsePatterns, toEndpoint } from "./endpoint.ts";
import { assertPatterns } from "./event-patterns.ts";
import { arrange, limitLane } from "./lane.ts";
import { updateEndpoint as update } from "./store.ts";
import type { EndpointRow } from "./tables.ts";

type Input = InputOf<Operations["webhook_endpoints.update"]>;

/** Changes an endpoint. A disabled one receives nothing more; what is open to it waits until it is enabled again. */
export async function updateEndpoint(ctx: Context, input: Input): Promise<WebhookEndpoint> {
  const { tx, platform, principal } = ctx;
  const row = await getEndpointRow(ctx, input.id);
  if (input.url !== undefined) assertEndpointUrl(input.url, platform.policy);
  const payload = input.payload ?? row.payload;
  if (input.enabled_events ?? payload !== row.payload) {
    assertPatterns(input.enabled_events ?? parsePatterns(row.enabled_events), payload);
  }
  if (input.headers) assertHeaders(input.headers);
  const changed = withStatus({ ...row, ...changesOf(row, input) }, input.status);
  await tx.run(update, changed);
  limitLane(tx, platform, changed);
  const endpoint = toEndpoint(changed, platform, principal.mode === "live");
  if (row.status === "enabled" && changed.status === "disabled") {
    await recordEvent(ctx, "webhook.endpoint.disabled", endpoint);
  }
  const isEnabledAgain = row.status === "disabled" && changed.status === "enabled";
  if (isEnabledAgain || (changed.status === "enabled" && row.ordered !== changed.ordered)) {
    await arrange(tx, platform, changed);
  }
  return endpoint;
}

function changesOf(row: EndpointRow, input: Input): Partial<EndpointRow> {
  const { metadata, headers, payload = row.payload } = input;
  const keepsVersion = input.api_version === undefined && (payload === "stripe") === (row.payload === "stripe");
  return {
    url: input.url ?? row.url,
    enabled_events: input.enabled_events ? JSON.stringify(input.enabled_events) : row.enabled_events,
    description: input.description === undefined ? row.description : input.description || null,
    metadata: mergeMetadata(row.metadata, metadata),
    headers: headers ? JSON.stringify(headers) : row.headers,
    api_version: keepsVersion ? row.api_version : endpointVersion(payload, input.api_version),
    payload,
    signing: input.signing ?? row.signing,
    ordered: input.ordered === undefined ? row.ordered : Number(input.ordered),
    max_concurrency: input.max_concurrency ?? row.max_concurrency,
    rate_limit: input.rate_limit === undefined ? row.rate_limit : input.rate_limit,
    timeout_ms: input.timeout_ms ?? row.timeout_ms,
  };
}

function withStatus(row: EndpointRow, status: Input["status"]): EndpointRow {
  if (status === undefined || status === row.status) return row;
  if (status === "disabled") return { ...row, status, disabled_reason: "manual" };
  // Whoever enables it again begins with a clean record.
  return { ...row, status, disabled_reason: null, overloads: 0, circuit_open_until: null, failing_since: null };
}
