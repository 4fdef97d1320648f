import type { TaxRate } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { formatPercent } from "./percent.ts";
import { taxRates } from "./store.ts";
import type { TaxRateRow } from "./tables.ts";

/** Decimals of a tax rate's percentage. */
export const taxDecimals = 4;

/** The tax rate as the API shows it. */
export function toTaxRate(row: Omit<TaxRateRow, "n">, livemode: boolean): TaxRate {
  return {
    id: row.id,
    object: "tax_rate",
    active: row.active === 1,
    country: row.country,
    created: row.created,
    description: row.description,
    display_name: row.display_name,
    inclusive: row.inclusive === 1,
    jurisdiction: row.jurisdiction,
    livemode,
    metadata: JSON.parse(row.metadata) as TaxRate["metadata"],
    percentage: formatPercent(row.percentage, taxDecimals),
    state: row.state,
  };
}

/** Reads a tax rate, or throws. */
export async function getTaxRateRow({ tx, principal }: Context, id: string, param = "id"): Promise<TaxRateRow> {
  const row = await tx.first(taxRates.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("tax rate", id, param);
  return row;
}
