import type { InputOf, Operations, TaxId } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getTaxIdRow, toTaxId } from "./tax-id.ts";

/** Reads a tax id. */
export async function getTaxId(ctx: Context, input: InputOf<Operations["tax_ids.get"]>): Promise<TaxId> {
  return toTaxId(await getTaxIdRow(ctx, input), ctx.principal.mode === "live");
}
