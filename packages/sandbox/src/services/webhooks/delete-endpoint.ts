import type { Context } from "../../platform/context.ts";
import { deliverJob } from "./delivery.ts";
import { getEndpointRow } from "./endpoint.ts";
import { forgetLane } from "./lane.ts";
import { deleteDeliveriesOf, deleteEndpoint as remove } from "./store.ts";

/** Deletes an endpoint; what was still to be delivered to it is dropped. */
export async function deleteEndpoint(ctx: Context, { id }: { id: string }) {
  const { tx, platform, principal } = ctx;
  await getEndpointRow(ctx, id);
  await tx.run(remove, { id, realm: principal.realm });
  forgetLane(tx, platform, id);
  for (const delivery of await tx.all(deleteDeliveriesOf, { endpoint: id })) {
    await platform.queue.remove(tx, deliverJob, delivery.id);
  }
  return { id, object: "webhook_endpoint" as const, deleted: true as const };
}
