import type { InvoiceLine, List } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getInvoiceRow, toInvoice } from "./invoice.ts";

/** Lists the lines of an invoice. */
export async function listInvoiceLines(ctx: Context, { id }: { id: string }): Promise<List<InvoiceLine>> {
  return toInvoice(ctx, await getInvoiceRow(ctx, id)).lines;
}
