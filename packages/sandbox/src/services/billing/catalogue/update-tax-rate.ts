import type { InputOf, Operations, TaxRate } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { taxRates } from "../store.ts";
import { getTaxRateRow, toTaxRate } from "./tax-rate.ts";

/** Changes what is noted on a tax rate, or takes it out of use. */
export async function updateTaxRate(ctx: Context, input: InputOf<Operations["tax_rates.update"]>): Promise<TaxRate> {
  const row = await getTaxRateRow(ctx, input.id);
  const changed = {
    ...row,
    display_name: input.display_name ?? row.display_name,
    description: input.description ?? row.description,
    country: input.country ?? row.country,
    state: input.state ?? row.state,
    jurisdiction: input.jurisdiction ?? row.jurisdiction,
    active: input.active === undefined ? row.active : Number(input.active),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(taxRates.update, changed);
  const rate = toTaxRate(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "tax_rate.updated", rate);
  return rate;
}
