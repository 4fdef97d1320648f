import type { TaxRate } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getTaxRateRow, toTaxRate } from "./tax-rate.ts";

/** Reads a tax rate. */
export async function getTaxRate(ctx: Context, { id }: { id: string }): Promise<TaxRate> {
  return toTaxRate(await getTaxRateRow(ctx, id), ctx.principal.mode === "live");
}
