import type { InputOf, List, Operations, TaxId } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getCustomerRow } from "./customer.ts";
import { taxIds } from "./store.ts";
import { toTaxId } from "./tax-id.ts";

/** Lists tax ids of customers. */
export async function listTaxIds(
  ctx: Context,
  { customer, ...params }: InputOf<Operations["tax_ids.list"]>,
): Promise<List<TaxId>> {
  if (customer !== undefined) await getCustomerRow(ctx, customer, "customer");
  const { realm, mode } = ctx.principal;
  return taxIds.page(ctx.tx, {
    url: "/payments/tax_ids",
    owner: realm,
    params,
    filters: { customer },
    toResource: (row) => toTaxId(row, mode === "live"),
  });
}
