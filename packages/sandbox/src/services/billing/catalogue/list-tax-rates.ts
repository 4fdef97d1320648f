import type { InputOf, List, Operations, TaxRate } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { taxRates } from "../store.ts";
import { toTaxRate } from "./tax-rate.ts";

/** Lists tax rates. */
export function listTaxRates(
  { tx, principal }: Context,
  input: InputOf<Operations["tax_rates.list"]>,
): Promise<List<TaxRate>> {
  const { active, inclusive, ...params } = input;
  return taxRates.page(tx, {
    url: "/billing/tax_rates",
    owner: principal.realm,
    params,
    filters: {
      active: active === undefined ? undefined : Number(active),
      inclusive: inclusive === undefined ? undefined : Number(inclusive),
    },
    toResource: (row) => toTaxRate(row, principal.mode === "live"),
  });
}
