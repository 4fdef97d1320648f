import type { CreditNoteDocument } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer } from "../../customers/index.ts";
import { taxRatesOf } from "../catalogue/tax-rate.ts";
import { getInvoiceRow } from "../invoices/invoice.ts";
import { getCreditNoteRow, toCreditNote } from "./credit-note.ts";

/** What the document of a credit note says, to whom holds its secret. */
export async function getCreditNoteDocument(ctx: Context): Promise<CreditNoteDocument> {
  const row = await getCreditNoteRow(ctx, ctx.principal.credential ?? "");
  const { email, name } = await getCustomer(ctx, { id: row.customer });
  const note = toCreditNote(ctx, row);
  return {
    object: "credit_note_document",
    credit_note: note,
    customer: { email, name },
    invoice_number: (await getInvoiceRow(ctx, row.invoice)).number ?? "",
    tax_rates: await taxRatesOf(ctx, note.total_taxes),
  };
}
