import type { Delivery } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { toDelivery } from "./delivery.ts";
import { assertEnabled } from "./endpoint.ts";
import { finishDelivery } from "./finish-delivery.ts";
import { reopenDelivery } from "./reopen-delivery.ts";
import { findDelivery, findEndpoint } from "./store.ts";
import type { DeliveryRow, EndpointRow } from "./tables.ts";

/** Attempts a delivery again now, also one that was given up or has succeeded. */
export async function retryDelivery(ctx: Context, { id }: { id: string }): Promise<Delivery> {
  const { row, endpoint } = await getOpenable(ctx, id);
  const open = await reopenDelivery(ctx.tx, ctx.platform, endpoint, row, "on");
  return toDelivery(open, ctx.principal.mode === "live");
}

/** Gives a pending delivery up: it is a dead letter. */
export async function abandonDelivery(ctx: Context, { id }: { id: string }): Promise<Delivery> {
  const { tx, platform, principal } = ctx;
  const row = await getDeliveryRow(ctx, id);
  if (row.status !== "pending") {
    throw new DomainError("state_conflict", { message: `The delivery ${id} has ${row.status} already.` });
  }
  const endpoint = await tx.first(findEndpoint, { id: row.endpoint, realm: row.realm });
  await finishDelivery(tx, platform, row, endpoint, "failed");
  return toDelivery({ ...row, status: "failed", next_attempt_at: null }, principal.mode === "live");
}

/** Reads a delivery that can be attempted: its endpoint is enabled and its event is kept. */
export async function getOpenable(ctx: Context, id: string): Promise<{ row: DeliveryRow; endpoint: EndpointRow }> {
  const row = await getDeliveryRow(ctx, id);
  const { realm } = ctx.principal;
  const endpoint = await ctx.tx.first(findEndpoint, { id: row.endpoint, realm });
  if (!endpoint) throw new DomainError("state_conflict", { message: `The endpoint ${row.endpoint} is deleted.` });
  assertEnabled(endpoint);
  if (!(await ctx.platform.outbox.find(ctx.tx, row.event_realm, row.event))) {
    throw new DomainError("event_gone", {
      message: `The event ${row.event} is older than events are kept, and is gone.`,
    });
  }
  return { row, endpoint };
}

async function getDeliveryRow({ tx, principal }: Context, id: string): Promise<DeliveryRow> {
  const row = await tx.first(findDelivery, { id, realm: principal.realm });
  if (!row) throw resourceMissing("delivery", id);
  return row;
}
