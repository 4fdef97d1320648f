import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { parseIds } from "./invoice-lines.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Input = Pick<InputOf<Operations["invoices.update"]>, "discounts" | "default_tax_rates">;
type PriceTerms = Pick<InvoiceRow, "discounts" | "default_tax_rates">;

/** Whose lines are priced. */
interface Priced {
  scope: "invoice" | "subscription";
  row: PriceTerms & Pick<InvoiceRow, "id" | "customer" | "currency">;
  /** What the lines cost before the change. */
  subtotal: number;
}

/** What changes the prices of the lines of a draft, or of a subscription's invoices, after a change. */
export async function readPriceTerms(
  ctx: Context,
  { scope, row, subtotal }: Priced,
  { discounts, default_tax_rates: taxRates }: Input,
): Promise<PriceTerms> {
  const { id, customer, currency } = row;
  const held = scope === "invoice" ? parseIds(row.discounts) : [];
  const place = { customer, scope, target: id, held, currency, subtotal };
  return {
    discounts: discounts ? JSON.stringify(await readDiscounts(ctx, place, discounts)) : row.discounts,
    default_tax_rates: taxRates ? await readTaxRates(ctx, taxRates, "default_tax_rates") : row.default_tax_rates,
  };
}
