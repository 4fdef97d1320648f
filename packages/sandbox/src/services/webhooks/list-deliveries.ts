import type { Delivery, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toDelivery } from "./delivery.ts";
import { deliveryPage } from "./store.ts";

/** Lists deliveries. */
export function listDeliveries(
  { tx, principal }: Context,
  input: InputOf<Operations["webhook_deliveries.list"]>,
): Promise<List<Delivery>> {
  const { endpoint, event, status, ...params } = input;
  return deliveryPage(tx, {
    url: "/webhooks/deliveries",
    owner: principal.realm,
    params,
    filters: { endpoint, event, status },
    toResource: (row) => toDelivery(row, principal.mode === "live"),
  });
}
