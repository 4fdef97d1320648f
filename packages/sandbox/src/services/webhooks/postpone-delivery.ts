import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { deliverJob } from "./delivery.ts";
import { findDeliveryOfAnyRealm, updateDelivery } from "./store.ts";

/** Puts the next attempt at a delivery off. */
export async function postponeDelivery(
  tx: Transaction,
  platform: Platform,
  id: string,
  seconds: number,
): Promise<void> {
  const delivery = await tx.first(findDeliveryOfAnyRealm, { id });
  if (delivery?.status !== "pending") return platform.queue.remove(tx, deliverJob, id);
  const next = platform.clock.now() + seconds * 1000;
  await tx.run(updateDelivery, { ...delivery, next_attempt_at: next });
  await platform.queue.schedule(tx, deliverJob, id, next, delivery.endpoint);
}
