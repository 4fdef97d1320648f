import type { InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below } from "../../../platform/errors.ts";
import { recordEvent } from "../../activity/index.ts";
import { refuse } from "../refuse.ts";
import { invoiceItems } from "../store.ts";
import { removeItem } from "./delete-invoice-item.ts";
import { getDraft, getLine, saveLines } from "./draft-lines.ts";
import { getItemRow, toInvoiceItem } from "./invoice-item.ts";
import type { InvoiceItemRow, InvoiceRow } from "./invoice-tables.ts";

type Input = InputOf<Operations["invoices.remove_lines"]>;

/** Takes lines off a draft: their items are deleted, or wait for another invoice. */
export async function removeInvoiceLines(ctx: Context, input: Input): Promise<Invoice> {
  const draft = await getDraft(ctx, input.id);
  for (const [index, { id, behavior }] of input.lines.entries()) {
    await below(`lines[${index}]`, async () => {
      const item = await itemOf(ctx, draft, id);
      await (behavior === "delete" ? removeItem(ctx, item) : unassign(ctx, item));
    });
  }
  return saveLines(ctx, draft, input.invoice_metadata);
}

async function itemOf(ctx: Context, draft: InvoiceRow, id: string): Promise<InvoiceItemRow> {
  const { invoice_item: item } = getLine(draft, id);
  if (item === null) refuse("id", `The line bills the subscription ${draft.subscription}: change that.`);
  const row = await getItemRow(ctx, item);
  if (row.invoice !== draft.id) refuse("id", `The line ${id} is there twice.`);
  return row;
}

async function unassign(ctx: Context, item: InvoiceItemRow): Promise<void> {
  const waiting = { ...item, invoice: null, pending: 1 };
  await ctx.tx.run(invoiceItems.update, waiting);
  await recordEvent(ctx, "invoiceitem.updated", toInvoiceItem(waiting, ctx.principal.mode === "live"));
}
