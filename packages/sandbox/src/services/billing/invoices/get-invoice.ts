import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getInvoiceRow, toInvoice } from "./invoice.ts";

/** Reads an invoice. */
export async function getInvoice(ctx: Context, { id }: { id: string }): Promise<Invoice> {
  return toInvoice(ctx, await getInvoiceRow(ctx, id));
}
