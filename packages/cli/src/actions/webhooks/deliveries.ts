import type { Attempt, Delivery } from "@micro/sdk";

import { UsageError } from "../../abort.ts";
import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { take } from "../take.ts";

/** Which deliveries to list. */
export interface DeliveryFilter {
  endpoint?: string | undefined;
  event?: string | undefined;
  status?: Delivery["status"] | undefined;
  limit: number;
}

/** Lists deliveries, newest first. Throws where there is no event or endpoint of that id. */
export async function listDeliveries(connection: Connection, filter: DeliveryFilter): Promise<Delivery[]> {
  const { endpoint, event, status, limit } = filter;
  await using client = openClient(connection);
  const list = client.webhookDeliveries.list({
    limit: Math.min(limit, 100),
    ...(endpoint !== undefined && { endpoint }),
    ...(event !== undefined && { event }),
    ...(status && { status }),
  });
  const deliveries = await take(list, limit);
  // Where there is nothing, a misspelt id must not look as if nothing had been sent.
  if (deliveries.length === 0 && event !== undefined) await client.events.get(event);
  if (deliveries.length === 0 && endpoint !== undefined) await client.webhookEndpoints.get(endpoint);
  return deliveries;
}

/** Lists attempts, newest first: all, or those of a delivery or an event. Throws where there is no such thing. */
export async function listAttempts(connection: Connection, of: string | undefined, limit: number): Promise<Attempt[]> {
  await using client = openClient(connection);
  const filter = of === undefined ? {} : filterOf(of);
  const attempts = await take(client.webhookAttempts.list({ limit: Math.min(limit, 100), ...filter }), limit);
  if (attempts.length === 0 && filter.event !== undefined) await client.events.get(filter.event);
  if (attempts.length === 0 && filter.delivery !== undefined) await client.webhookDeliveries.get(filter.delivery);
  return attempts;
}

function filterOf(id: string): { delivery?: string; event?: string } {
  if (id.startsWith("del_")) return { delivery: id };
  if (id.startsWith("evt_")) return { event: id };
  throw new UsageError(`"${id}" is neither a delivery nor an event.`, "Give an id such as del_… or evt_….");
}

/** Attempts a delivery again now. */
export async function retryDelivery(connection: Connection, id: string): Promise<Delivery> {
  await using client = openClient(connection);
  return await client.webhookDeliveries.retry(id);
}

/** Begins the schedule of dead letters anew: of those that are named, of one endpoint's, or of all. */
export async function redrive(
  connection: Connection,
  ids: readonly string[],
  endpoint: string | undefined,
): Promise<{ count: number }> {
  await using client = openClient(connection);
  if (ids.length === 0) {
    const { count } = await client.webhookDeadLetters.redriveAll(endpoint === undefined ? {} : { endpoint });
    return { count };
  }
  for (const id of ids) await client.webhookDeadLetters.redrive(id);
  return { count: ids.length };
}
