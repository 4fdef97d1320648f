import type { InputOf, List, Meter, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toMeter } from "./meter.ts";
import { meters } from "./store.ts";

/** Lists meters. */
export function listMeters(
  { tx, principal }: Context,
  input: InputOf<Operations["meters.list"]>,
): Promise<List<Meter>> {
  const { status, ...params } = input;
  return meters.page(tx, {
    url: "/billing/meters",
    owner: principal.realm,
    params,
    filters: { status },
    toResource: (row) => toMeter(row, principal.mode === "live"),
  });
}
