import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { arrange, enqueue } from "./lane.ts";
import { updateDelivery } from "./store.ts";
import type { DeliveryRow, EndpointRow } from "./tables.ts";

/** Opens a delivery again, to be attempted now: the schedule begins anew, or goes on where it stood. */
export async function reopenDelivery(
  tx: Transaction,
  platform: Platform,
  endpoint: EndpointRow,
  row: DeliveryRow,
  schedule: "anew" | "on",
): Promise<DeliveryRow> {
  const open: DeliveryRow = {
    ...row,
    status: "pending",
    round: schedule === "anew" ? 0 : row.round,
    next_attempt_at: platform.clock.now(),
  };
  await tx.run(updateDelivery, open);
  // It may stand before what is open already.
  if (endpoint.ordered === 1) await arrange(tx, platform, endpoint);
  else await enqueue(tx, platform, endpoint, open);
  return open;
}
