import type { InputOf, Operations, TaxRate } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { parsePercent } from "./percent.ts";
import { taxRates } from "../store.ts";
import { taxDecimals, toTaxRate } from "./tax-rate.ts";

/** Creates a tax rate. */
export async function createTaxRate(ctx: Context, input: InputOf<Operations["tax_rates.create"]>): Promise<TaxRate> {
  const row = {
    id: ctx.platform.ids("taxRate"),
    realm: ctx.principal.realm,
    display_name: input.display_name,
    description: input.description ?? null,
    inclusive: Number(input.inclusive),
    percentage: parsePercent(input.percentage, taxDecimals),
    country: input.country ?? null,
    state: input.state ?? null,
    jurisdiction: input.jurisdiction ?? null,
    active: input.active === false ? 0 : 1,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(taxRates.insert, row);
  const rate = toTaxRate(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "tax_rate.created", rate);
  return rate;
}
