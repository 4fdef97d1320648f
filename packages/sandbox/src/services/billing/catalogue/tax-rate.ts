import type { TaxRate } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import type { TaxTerms } from "../invoices/invoice-pricing.ts";
import { formatPercent } from "./percent.ts";
import { taxRates } from "../store.ts";
import type { TaxRateRow } from "../tables.ts";

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

/** The tax rates that some taxes are of. */
export async function taxRatesOf(ctx: Context, taxes: readonly { tax_rate: string }[]): Promise<TaxRate[]> {
  const rates: TaxRate[] = [];
  for (const { tax_rate: id } of taxes) {
    rates.push(toTaxRate(await getTaxRateRow(ctx, id), ctx.principal.mode === "live"));
  }
  return rates;
}

/** JSON of the ids that a caller sent; throws where one is missing, out of use or there twice. */
export async function readTaxRates(ctx: Context, ids: readonly string[], param: string): Promise<string> {
  for (const [index, id] of ids.entries()) {
    const path = `${param}.${index}`;
    const { active } = await getTaxRateRow(ctx, id, path);
    if (active === 1 && ids.indexOf(id) === index) continue;
    throw new DomainError("parameter_invalid", {
      message: `The tax rate ${id} is ${active === 1 ? "there twice" : "out of use"}.`,
      param: path,
    });
  }
  return JSON.stringify(ids);
}

/** What a tax rate adds, or finds in a price. */
export async function taxTermsOf(ctx: Context, id: string): Promise<TaxTerms> {
  const { inclusive, percentage } = await getTaxRateRow(ctx, id);
  return { id, inclusive: inclusive === 1, percentage };
}
