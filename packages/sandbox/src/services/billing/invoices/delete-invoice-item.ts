import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { draftOf, getItemRow, refreshDraft, toInvoiceItem } from "./invoice-item.ts";
import type { InvoiceItemRow } from "./invoice-tables.ts";
import { invoiceItems } from "../store.ts";

/** Deletes an item that is not on a finalised invoice. */
export async function deleteInvoiceItem(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["invoice_items.delete"]>> {
  const row = await getItemRow(ctx, id);
  const draft = await draftOf(ctx, row);
  await removeItem(ctx, row);
  await refreshDraft(ctx, draft);
  return { id, object: "invoiceitem", deleted: true };
}

/** Removes an item and tells of it; the lines of the draft that it is on are the caller's to refresh. */
export async function removeItem(ctx: Context, row: InvoiceItemRow): Promise<void> {
  await ctx.tx.run(invoiceItems.remove, { id: row.id, realm: ctx.principal.realm });
  await recordEvent(ctx, "invoiceitem.deleted", toInvoiceItem(row, ctx.principal.mode === "live"));
}
