import type { InputOf, Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { taxIds } from "./store.ts";
import { getTaxIdRow, toTaxId } from "./tax-id.ts";

/** Takes a tax id from a customer. */
export async function deleteTaxId(
  ctx: Context,
  input: InputOf<Operations["tax_ids.delete"]>,
): Promise<OutputOf<Operations["tax_ids.delete"]>> {
  const row = await getTaxIdRow(ctx, input);
  await ctx.tx.run(taxIds.remove, { id: row.id, realm: row.realm });
  await recordEvent(ctx, "customer.tax_id.deleted", toTaxId(row, ctx.principal.mode === "live"));
  return { id: row.id, object: "tax_id", deleted: true };
}
