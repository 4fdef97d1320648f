import type { Discount, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toDiscount } from "./discount.ts";
import { discounts } from "../store.ts";

/** Lists discounts, also those that ended. */
export function listDiscounts(
  { tx, principal }: Context,
  input: InputOf<Operations["discounts.list"]>,
): Promise<List<Discount>> {
  const { customer, ...params } = input;
  return discounts.page(tx, {
    url: "/billing/discounts",
    owner: principal.realm,
    params,
    filters: { customer },
    toResource: (row) => toDiscount(row, principal.mode === "live"),
  });
}
