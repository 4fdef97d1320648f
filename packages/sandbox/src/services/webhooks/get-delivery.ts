import type { Delivery } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { toDelivery } from "./delivery.ts";
import { findDelivery } from "./store.ts";

/** Reads a delivery. */
export async function getDelivery({ tx, principal }: Context, { id }: { id: string }): Promise<Delivery> {
  const row = await tx.first(findDelivery, { id, realm: principal.realm });
  if (!row) throw resourceMissing("delivery", id);
  return toDelivery(row, principal.mode === "live");
}
