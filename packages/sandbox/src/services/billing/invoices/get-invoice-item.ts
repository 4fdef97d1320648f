import type { InvoiceItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getItemRow, toInvoiceItem } from "./invoice-item.ts";

/** Reads an item. */
export async function getInvoiceItem(ctx: Context, { id }: { id: string }): Promise<InvoiceItem> {
  return toInvoiceItem(await getItemRow(ctx, id), ctx.principal.mode === "live");
}
