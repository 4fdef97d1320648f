import type { InputOf, List, Operations, Topup } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { topups } from "./store.ts";
import { toTopup } from "./topup.ts";

/** Lists top-ups. */
export function listTopups(
  { tx, principal }: Context,
  input: InputOf<Operations["topups.list"]>,
): Promise<List<Topup>> {
  const { status, ...params } = input;
  return topups.page(tx, {
    url: "/payments/topups",
    owner: principal.realm,
    params,
    filters: { status },
    toResource: (row) => toTopup(row, principal.mode === "live"),
  });
}
