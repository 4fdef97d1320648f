import type { AnyEvent } from "@micro/sdk";

import { out } from "./colours.ts";
import { summaryOf } from "./event-summary.ts";

/** One event on one line: time, type, what it is about, its id. */
export function eventLine({ created, type, id, data }: AnyEvent): string {
  const time = new Date(created * 1000).toTimeString().slice(0, 8);
  return [out.dim(time), out.bold(type), summaryOf(data.object), out.dim(id)].filter(Boolean).join("  ");
}
