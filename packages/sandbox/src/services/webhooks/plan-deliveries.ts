import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import type { UnreadRow } from "../../platform/outbox/tables.ts";
import { enqueue } from "./lane.ts";
import { insertDelivery } from "./store.ts";
import { findSubscribers } from "./subscribers.ts";
import type { DeliveryRow, EndpointRow } from "./tables.ts";

/** Opens a delivery of an event to each endpoint that waits for it. */
export async function planDeliveries(tx: Transaction, platform: Platform, record: UnreadRow): Promise<void> {
  for (const endpoint of await findSubscribers(tx, record, platform.wordings)) {
    await openDelivery(tx, platform, record, endpoint);
  }
}

/** Opens a delivery of an event to an endpoint; undefined when there is one already. */
export async function openDelivery(
  tx: Transaction,
  platform: Platform,
  record: Pick<UnreadRow, "id" | "realm" | "type">,
  endpoint: EndpointRow,
): Promise<Omit<DeliveryRow, "n"> | undefined> {
  const now = platform.clock.now();
  const delivery = {
    id: platform.ids("delivery"),
    realm: endpoint.realm,
    event: record.id,
    event_realm: record.realm,
    event_type: record.type,
    endpoint: endpoint.id,
    status: "pending" as const,
    payload: endpoint.payload,
    attempt_count: 0,
    round: 0,
    next_attempt_at: now,
    created: Math.floor(now / 1000),
  };
  if ((await tx.run(insertDelivery, delivery)) === 0) return undefined;
  await enqueue(tx, platform, endpoint, delivery);
  return delivery;
}
