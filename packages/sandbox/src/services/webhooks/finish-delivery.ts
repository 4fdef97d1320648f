import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { deliverJob, toDelivery } from "./delivery.ts";
import { enqueueNext } from "./lane.ts";
import { loadDelivery } from "./load-delivery.ts";
import { recordOwnEvent } from "./own-event.ts";
import { findDeliveryOfAnyRealm, findEndpoint, updateDelivery } from "./store.ts";
import type { DeliveryRow, EndpointRow } from "./tables.ts";

/** Ends a delivery. One that failed is a dead letter, and the account hears of it. */
export async function finishDelivery(
  tx: Transaction,
  platform: Platform,
  delivery: DeliveryRow,
  endpoint: EndpointRow | undefined,
  status: "succeeded" | "failed",
): Promise<void> {
  const ended = { ...delivery, status, next_attempt_at: null };
  await tx.run(updateDelivery, ended);
  await platform.queue.remove(tx, deliverJob, delivery.id);
  if (status === "failed") {
    await recordOwnEvent(tx, platform, delivery.realm, "webhook.delivery.exhausted", (livemode) =>
      toDelivery(ended, livemode),
    );
  }
  if (endpoint?.status === "enabled") await enqueueNext(tx, platform, endpoint);
}

/**
 * Takes a job off the queue whose delivery cannot be attempted: it has ended, or its endpoint receives nothing more. When
 * its event is older than events are kept, it is given up.
 */
export async function dropDelivery(tx: Transaction, platform: Platform, id: string): Promise<void> {
  // Enabled again in the meantime, the endpoint waits for it.
  if (await loadDelivery(tx, platform, id)) return;
  const delivery = await tx.first(findDeliveryOfAnyRealm, { id });
  if (delivery?.status === "pending" && !(await platform.outbox.find(tx, delivery.event_realm, delivery.event))) {
    const endpoint = await tx.first(findEndpoint, { id: delivery.endpoint, realm: delivery.realm });
    return finishDelivery(tx, platform, delivery, endpoint, "failed");
  }
  await platform.queue.remove(tx, deliverJob, id);
}
