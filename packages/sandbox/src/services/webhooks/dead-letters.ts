import type { Delivery, InputOf, List, Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { toDelivery } from "./delivery.ts";
import { assertEnabled, getEndpointRow } from "./endpoint.ts";
import { reopenDelivery } from "./reopen-delivery.ts";
import { getOpenable } from "./retry-delivery.ts";
import { deadLettersBehind, deliveryPage, findEndpoint } from "./store.ts";
import type { DeliveryRow } from "./tables.ts";

/** Lists the deliveries that were given up. */
export function listDeadLetters(
  { tx, principal }: Context,
  input: InputOf<Operations["webhook_dead_letters.list"]>,
): Promise<List<Delivery>> {
  const { endpoint, event, ...params } = input;
  return deliveryPage(tx, {
    url: "/webhooks/dead_letters",
    owner: principal.realm,
    params,
    filters: { endpoint, event, status: "failed" },
    toResource: (row) => toDelivery(row, principal.mode === "live"),
  });
}

/** Begins the schedule of a dead letter anew. */
export async function redriveDeadLetter(ctx: Context, { id }: { id: string }): Promise<Delivery> {
  const { row, endpoint } = await getOpenable(ctx, id);
  if (row.status !== "failed") {
    throw new DomainError("state_conflict", { message: `The delivery ${id} is ${row.status}, and no dead letter.` });
  }
  const open = await reopenDelivery(ctx.tx, ctx.platform, endpoint, row, "anew");
  return toDelivery(open, ctx.principal.mode === "live");
}

/** Begins the schedule of all dead letters anew whose endpoint is enabled and whose event is kept, oldest first. */
export async function redriveDeadLetters(
  ctx: Context,
  { endpoint: only }: InputOf<Operations["webhook_dead_letters.redrive_all"]>,
): Promise<OutputOf<Operations["webhook_dead_letters.redrive_all"]>> {
  const { tx, principal } = ctx;
  if (only !== undefined) assertEnabled(await getEndpointRow(ctx, only, "endpoint"));
  let count = 0;
  let page: DeliveryRow[];
  let last = 0;
  do {
    page = await tx.all(deadLettersBehind, { realm: principal.realm, n: last, limit: limits.outboxPageMax });
    for (const row of page) {
      last = row.n;
      if ((only === undefined || row.endpoint === only) && (await redrive(ctx, row))) count += 1;
    }
  } while (page.length === limits.outboxPageMax && count < limits.replayEventsMax);
  return { object: "redrive", count };
}

async function redrive({ tx, platform, principal: { realm } }: Context, row: DeliveryRow): Promise<boolean> {
  const endpoint = await tx.first(findEndpoint, { id: row.endpoint, realm });
  if (endpoint?.status !== "enabled" || !(await platform.outbox.find(tx, row.event_realm, row.event))) return false;
  await reopenDelivery(tx, platform, endpoint, row, "anew");
  return true;
}
