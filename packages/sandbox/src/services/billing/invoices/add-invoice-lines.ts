import type { InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below, DomainError } from "../../../platform/errors.ts";
import { refuse } from "../refuse.ts";
import { insertItem } from "./create-invoice-item.ts";
import { getItemRow } from "./invoice-item.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { getDraft, saveLines } from "./draft-lines.ts";
import { takenBy } from "./new-invoice.ts";
import { changeItem } from "./update-invoice-item.ts";

type Input = InputOf<Operations["invoices.add_lines"]>;

/** Adds lines to a draft: each is a new item, or one that waits for an invoice. */
export async function addInvoiceLines(ctx: Context, input: Input): Promise<Invoice> {
  const draft = await getDraft(ctx, input.id);
  for (const [index, line] of input.lines.entries()) {
    await below(`lines[${index}]`, () => addLine(ctx, draft, line));
  }
  return saveLines(ctx, draft, input.invoice_metadata);
}

async function addLine(
  ctx: Context,
  draft: InvoiceRow,
  { invoice_item: id, ...terms }: Input["lines"][number],
): Promise<void> {
  const { currency, customer } = draft;
  if (id === undefined) {
    await insertItem(ctx, draft, { ...terms, customer });
    return;
  }
  const item = await getItemRow(ctx, id, "invoice_item");
  if (item.pending === 0) refuse("invoice_item", `The item ${id} is on the invoice ${item.invoice} already.`);
  if (item.customer !== customer) refuse("invoice_item", `The item ${id} is another customer's.`);
  if (item.currency !== currency) {
    throw new DomainError("currency_mismatch", {
      message: `The invoice is in ${currency}, the item ${id} in ${item.currency}.`,
      param: "invoice_item",
    });
  }
  if (takenBy(draft, [item]).length === 0) refuse("invoice_item", `The item ${id} is of another subscription.`);
  await changeItem(ctx, { ...item, invoice: draft.id, pending: 0 }, terms);
}
