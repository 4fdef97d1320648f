import type { InputOf, List, Operations, Payout } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toPayout } from "./payout.ts";
import { payouts } from "./store.ts";

/** Lists payouts. */
export function listPayouts(
  { tx, principal }: Context,
  input: InputOf<Operations["payouts.list"]>,
): Promise<List<Payout>> {
  const { destination, status, ...params } = input;
  return payouts.page(tx, {
    url: "/payments/payouts",
    owner: principal.realm,
    params,
    filters: { destination, status },
    toResource: (row) => toPayout(row, principal.mode === "live"),
  });
}
