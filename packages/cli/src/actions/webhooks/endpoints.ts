import type { Delivery, InputOf, NewWebhookEndpoint, Operations, WebhookEndpoint } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { parseEventTypes } from "../listen/event-types.ts";
import { parseHeaders } from "../listen/headers.ts";
import { take } from "../take.ts";

/** What may be told of an endpoint. */
export interface EndpointFlags {
  events?: readonly string[] | undefined;
  description?: string | undefined;
  headers?: readonly string[] | undefined;
  ordered?: boolean | undefined;
  "max-concurrency"?: number | undefined;
  "rate-limit"?: number | undefined;
  timeout?: number | undefined;
  payload?: WebhookEndpoint["payload"] | undefined;
  signing?: WebhookEndpoint["signing"] | undefined;
}

type Settings = Omit<InputOf<Operations["webhook_endpoints.create"]>, "url">;

function settingsOf(flags: EndpointFlags): Settings {
  const { events, description, headers, ordered, payload, signing, timeout } = flags;
  const { "max-concurrency": concurrency, "rate-limit": rate } = flags;
  return {
    ...(events && { enabled_events: parseEventTypes(events) }),
    ...(description !== undefined && { description }),
    ...(headers && { headers: parseHeaders(headers) }),
    ...(ordered !== undefined && { ordered }),
    ...(concurrency !== undefined && { max_concurrency: concurrency }),
    ...(rate !== undefined && { rate_limit: rate === 0 ? null : rate }),
    ...(timeout !== undefined && { timeout_ms: timeout }),
    ...(payload && { payload }),
    ...(signing && { signing }),
  };
}

/** Lists endpoints, newest first. */
export async function listEndpoints(connection: Connection): Promise<WebhookEndpoint[]> {
  await using client = openClient(connection);
  return await take(client.webhookEndpoints.list({ limit: 100 }), 1000);
}

/** Which endpoints of these deliveries are disabled, so that nothing is sent to them. */
export async function listDisabled(connection: Connection, deliveries: readonly Delivery[]): Promise<string[]> {
  if (deliveries.length === 0) return [];
  const endpoints = await listEndpoints(connection);
  const isMeant = ({ id, status }: WebhookEndpoint) =>
    status === "disabled" && deliveries.some(({ endpoint }) => endpoint === id);
  return endpoints.filter(isMeant).map(({ id }) => id);
}

/** Reads an endpoint. */
export async function getEndpoint(connection: Connection, id: string): Promise<WebhookEndpoint> {
  await using client = openClient(connection);
  return await client.webhookEndpoints.get(id);
}

/** Creates an endpoint; its secret is in the answer and nowhere else. */
export async function createEndpoint(
  connection: Connection,
  url: string,
  flags: EndpointFlags,
): Promise<NewWebhookEndpoint> {
  const settings = settingsOf(flags);
  await using client = openClient(connection);
  return await client.webhookEndpoints.create({ url, ...settings });
}

/** Changes an endpoint, or enables or disables it. */
export async function updateEndpoint(
  connection: Connection,
  id: string,
  flags: EndpointFlags & { url?: string | undefined; status?: WebhookEndpoint["status"] },
): Promise<WebhookEndpoint> {
  const { url, status } = flags;
  const settings = { ...settingsOf(flags), ...(url !== undefined && { url }), ...(status && { status }) };
  await using client = openClient(connection);
  return await client.webhookEndpoints.update(id, settings);
}

/** Makes the next secret of an endpoint. */
export async function rollSecret(
  connection: Connection,
  id: string,
  overlapSeconds: number | undefined,
): Promise<NewWebhookEndpoint> {
  await using client = openClient(connection);
  return await client.webhookEndpoints.rollSecret(
    id,
    overlapSeconds === undefined ? {} : { overlap_s: overlapSeconds },
  );
}

/** Deletes an endpoint. */
export async function deleteEndpoint(connection: Connection, id: string): Promise<{ id: string; deleted: boolean }> {
  await using client = openClient(connection);
  const { deleted } = await client.webhookEndpoints.delete(id);
  return { id, deleted };
}
