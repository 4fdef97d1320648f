import type { InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { patched, patchedJson } from "../../../platform/patch.ts";
import { advanceDelaySeconds, assertInvoiceAllows, getInvoiceRow, saveInvoice } from "./invoice.ts";
import { linesOf, withLines } from "./invoice-lines.ts";
import { methodOf, readTerms } from "./invoice-terms.ts";
import { readIssueTerms } from "./issue-terms.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { readPriceTerms } from "./price-terms.ts";
import { sumOf } from "./rounding.ts";
import { readDraftShares } from "../shares.ts";

type Input = InputOf<Operations["invoices.update"]>;

/** What only a draft takes. */
const editsOnly = [
  "application_fee_amount",
  "collection_method",
  "custom_fields",
  "days_until_due",
  "due_date",
  "effective_at",
  "number",
  "payment_settings",
  "statement_descriptor",
  "discounts",
  "default_tax_rates",
  "footer",
  "on_behalf_of",
  "transfer_data",
] as const;

/** Changes a draft, or what is noted on a finalised invoice. */
export async function updateInvoice(ctx: Context, input: Input): Promise<Invoice> {
  const row = await getInvoiceRow(ctx, input.id);
  const editing = editsOnly.find((name) => name in input);
  if (editing !== undefined) assertInvoiceAllows(ctx, row, "edit", editing);
  assertInvoiceAllows(ctx, row, "annotate");
  const terms =
    row.status === "draft"
      ? {
          ...(await readTerms(ctx, row, row.customer, input)),
          ...(await readIssueTerms(ctx, row, row.currency, input)),
        }
      : { default_payment_method: await methodOf(ctx, row.customer, input.default_payment_method, row) };
  const changed = {
    ...(await repriced(ctx, row, input)),
    ...terms,
    ...(await readDraftShares(ctx, row, input)),
    auto_advance: input.auto_advance === undefined ? row.auto_advance : Number(input.auto_advance),
    custom_fields: patchedJson(input.custom_fields, row.custom_fields, (fields) => fields),
    description: input.description ?? row.description,
    footer: patched(input.footer, row.footer),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  return saveInvoice(ctx, { ...changed, next_payment_attempt: nextAttempt(ctx, changed) }, "invoice.updated");
}

async function repriced(ctx: Context, row: InvoiceRow, input: Input): Promise<InvoiceRow> {
  if (!input.discounts && !input.default_tax_rates) return row;
  const terms = await readPriceTerms(ctx, { scope: "invoice", row, subtotal: sumOf(linesOf(row)) }, input);
  return withLines(ctx, { ...row, ...terms });
}

/** When the clock comes back: as it was, unless that is switched on or off. */
function nextAttempt(ctx: Context, row: InvoiceRow): number | null {
  const moves = row.status === "draft" || (row.status === "open" && row.collection_method === "charge_automatically");
  if (row.auto_advance === 0 || !moves) return null;
  return row.next_payment_attempt ?? ctx.now + advanceDelaySeconds;
}
