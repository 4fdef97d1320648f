import type { Platform } from "../../platform/context.ts";
import type { Reader, Transaction } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import { deliverJob } from "./delivery.ts";
import { allEndpoints, headOf, pendingDeliveriesOf } from "./store.ts";
import type { DeliveryRow, EndpointRow } from "./tables.ts";

/** Holds an endpoint's deliveries to its limits, once the transaction is committed. */
export function limitLane(tx: Transaction, platform: Platform, endpoint: Omit<EndpointRow, "n">): void {
  tx.onCommit(() => apply(platform, endpoint));
}

/** Lets go of what was known of a deleted endpoint. */
export function forgetLane(tx: Transaction, platform: Platform, id: string): void {
  tx.onCommit(() => platform.queue.limitLane(id, { max: limits.jobLaneMax }));
}

/** Holds all endpoints to their limits: for the start. */
export async function restoreLanes(db: Reader, platform: Platform): Promise<void> {
  for (const endpoint of await db.all(allEndpoints, {})) apply(platform, endpoint);
}

function apply({ queue }: Platform, endpoint: Omit<EndpointRow, "n">): void {
  const { id, ordered, max_concurrency: concurrency, rate_limit: rate, circuit_open_until: openUntil } = endpoint;
  queue.limitLane(id, {
    // While the circuit is open one attempt goes first and decides.
    max: ordered === 1 || openUntil !== null ? 1 : concurrency,
    perSecond: rate ?? undefined,
    notBefore: openUntil ?? undefined,
  });
}

/** Puts a delivery into the queue. That of an ordered endpoint waits for those before it, and enters when it is the head. */
export async function enqueue(
  tx: Transaction,
  platform: Platform,
  endpoint: Pick<EndpointRow, "id" | "ordered">,
  { id, next_attempt_at: due }: Pick<DeliveryRow, "id" | "next_attempt_at">,
): Promise<void> {
  if (endpoint.ordered === 1 && (await tx.first(headOf, { endpoint: endpoint.id }))?.id !== id) return;
  await platform.queue.schedule(tx, deliverJob, id, due ?? platform.clock.now(), endpoint.id);
}

/** After a delivery that has ended: the next one of an ordered endpoint enters the queue. */
export async function enqueueNext(tx: Transaction, platform: Platform, endpoint: EndpointRow): Promise<void> {
  if (endpoint.ordered === 0) return;
  const head = await tx.first(headOf, { endpoint: endpoint.id });
  if (head) await enqueue(tx, platform, endpoint, head);
}

/** Puts into the queue what is open to an endpoint, and takes out what has to wait for its turn. */
export async function arrange(tx: Transaction, platform: Platform, endpoint: EndpointRow): Promise<void> {
  const pending = await tx.all(pendingDeliveriesOf, { endpoint: endpoint.id });
  for (const [index, delivery] of pending.entries()) {
    if (endpoint.ordered === 1 && index > 0) await platform.queue.remove(tx, deliverJob, delivery.id);
    else await enqueue(tx, platform, { ...endpoint, ordered: 0 }, delivery);
  }
}
