import type { Event } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import type { OutboxRow } from "../../platform/outbox/tables.ts";
import { toEvent } from "./event.ts";

/** Reads one event, in the bytes in which it was sent. */
export async function getEvent(ctx: Context, { id }: { id: string }): Promise<Event> {
  return toEvent(await getKeptEvent(ctx, id));
}

/** Reads an event's record. One that was there and is gone is told from one that never was. */
export async function getKeptEvent({ tx, platform, principal }: Context, id: string): Promise<OutboxRow> {
  const row = await platform.outbox.find(tx, principal.realm, id);
  if (row) return row;
  if (await platform.outbox.isGone(tx, principal.realm, id)) {
    throw new DomainError("event_gone", {
      message: `The event ${id} is older than events are kept (30 days), and is gone.`,
      param: "id",
    });
  }
  throw resourceMissing("event", id);
}
