import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Input = Pick<InputOf<Operations["invoices.update"]>, "discounts" | "default_tax_rates">;
type PriceTerms = Pick<InvoiceRow, "discounts" | "default_tax_rates">;

/** What changes the prices of a draft's lines, after a change; the lines cost so much before it. */
export async function readPriceTerms(
  ctx: Context,
  row: PriceTerms & Pick<InvoiceRow, "id" | "customer" | "currency">,
  subtotal: number,
  { discounts, default_tax_rates: taxRates }: Input,
): Promise<PriceTerms> {
  const { id, customer, currency } = row;
  const place = { customer, scope: "invoice", target: id, currency, subtotal } as const;
  return {
    discounts: discounts ? JSON.stringify(await readDiscounts(ctx, place, discounts)) : row.discounts,
    default_tax_rates: taxRates ? await readTaxRates(ctx, taxRates, "default_tax_rates") : row.default_tax_rates,
  };
}
