import type { InputOf, Invoice, InvoiceLine, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below, resourceMissing } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { refuse } from "../refuse.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";
import { getDraft, getLine, saveLines } from "./draft-lines.ts";
import { getItemRow } from "./invoice-item.ts";
import { parseIds, serviceLinesOf, type UnpricedLine } from "./invoice-lines.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { changeItem } from "./update-invoice-item.ts";

type Input = InputOf<Operations["invoices.update_lines"]>;
type Terms = Omit<Input["lines"][number], "id">;

/** Changes lines of a draft. */
export async function updateInvoiceLines(ctx: Context, input: Input): Promise<Invoice> {
  let draft = await getDraft(ctx, input.id);
  for (const [index, { id, ...terms }] of input.lines.entries()) {
    draft = await below(`lines[${index}]`, () => changeLine(ctx, draft, id, terms));
  }
  return saveLines(ctx, draft, input.invoice_metadata);
}

/** Changes one line of a draft. */
export async function updateInvoiceLine(
  ctx: Context,
  { id, line, expand: _expand, ...terms }: InputOf<Operations["invoices.update_line"]>,
): Promise<InvoiceLine> {
  const draft = await changeLine(ctx, await getDraft(ctx, id), line, terms, "line");
  const { lines } = await saveLines(ctx, draft);
  const changed = lines.data.find((one) => one.id === line);
  if (!changed) throw resourceMissing("line of the invoice", line, "line");
  return changed;
}

async function changeLine(
  ctx: Context,
  draft: InvoiceRow,
  id: string,
  terms: Terms,
  param?: string,
): Promise<InvoiceRow> {
  const { invoice_item: item } = getLine(draft, id, param);
  if (item === null) return changeServiceLine(ctx, draft, id, terms);
  await changeItem(ctx, await getItemRow(ctx, item), terms);
  return draft;
}

/** What a line that bills a period takes from its subscription. */
const agreed = ["amount", "period", "price", "price_data", "quantity"] as const;

async function changeServiceLine(ctx: Context, draft: InvoiceRow, id: string, terms: Terms): Promise<InvoiceRow> {
  const said = agreed.find((name) => terms[name] !== undefined);
  if (said !== undefined) refuse(said, `It bills the subscription ${draft.subscription}, which says its ${said}.`);
  const lines: UnpricedLine[] = [];
  for (const line of serviceLinesOf(draft)) {
    lines.push(line.id === id ? { ...line, ...(await notesOf(ctx, draft, line, terms)) } : line);
  }
  return { ...draft, service_lines: JSON.stringify(lines) };
}

async function notesOf(
  ctx: Context,
  { customer, currency }: InvoiceRow,
  line: UnpricedLine,
  { description, discountable, discounts, metadata, tax_rates: taxRates }: Terms,
): Promise<Partial<UnpricedLine>> {
  const place = { customer, scope: "invoice_item", target: line.id, currency, subtotal: line.amount } as const;
  return {
    ...(description !== undefined && { description }),
    ...(discountable !== undefined && { discountable }),
    ...(discounts && { discounts: await readDiscounts(ctx, place, discounts) }),
    // There is no item whose metadata they could be merged with: what is sent replaces them.
    ...(metadata !== undefined && { metadata: dropEmptyValues(metadata ?? {}) }),
    ...(taxRates && { tax_rates: parseIds(await readTaxRates(ctx, taxRates, "tax_rates")) }),
  };
}
