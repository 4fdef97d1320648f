import type { Event, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toEvent } from "./event.ts";

/** Lists events, newest first, by type or pattern and by the id of their object. */
export function listEvents(ctx: Context, input: InputOf<Operations["events.list"]>): Promise<List<Event>> {
  const { type, types, object_id: subject, ...params } = input;
  const pattern = type?.endsWith("*") ? type.slice(0, -1) : undefined;
  return ctx.platform.outbox.list(
    ctx.tx,
    ctx.principal.realm,
    {
      url: "/events",
      params,
      type: pattern === undefined ? type : undefined,
      typePrefix: pattern || undefined,
      types,
      subject,
    },
    toEvent,
  );
}
