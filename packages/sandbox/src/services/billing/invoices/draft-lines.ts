import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { assertInvoiceAllows, getInvoiceRow, saveInvoice } from "./invoice.ts";
import { linesOf, withLines, type StoredLine } from "./invoice-lines.ts";
import type { InvoiceRow } from "./invoice-tables.ts";

/** Reads an invoice whose lines can be changed, or throws. */
export async function getDraft(ctx: Context, id: string): Promise<InvoiceRow> {
  const row = await getInvoiceRow(ctx, id);
  assertInvoiceAllows(ctx, row, "edit");
  return row;
}

/** A line of an invoice, or throws. */
export function getLine(row: InvoiceRow, id: string, param = "id"): StoredLine {
  const line = linesOf(row).find((one) => one.id === id);
  if (!line) throw resourceMissing("line of the invoice", id, param);
  return line;
}

/** Writes a draft whose lines were changed, and tells of it once. */
export async function saveLines(
  ctx: Context,
  draft: InvoiceRow,
  metadata?: Record<string, string> | null,
): Promise<Invoice> {
  const noted = { ...draft, metadata: mergeMetadata(draft.metadata, metadata, "invoice_metadata") };
  return saveInvoice(ctx, await withLines(ctx, noted), "invoice.updated");
}
