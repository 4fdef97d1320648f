import type { InputOf, InvoiceItem, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { assertItemAmount, assertPeriod, draftOf, getItemRow, refreshDraft, toInvoiceItem } from "./invoice-item.ts";
import type { InvoiceItemRow } from "./invoice-tables.ts";
import { changeWorth } from "./item-worth.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { invoiceItems } from "../store.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Input = InputOf<Operations["invoice_items.update"]>;

/** Changes an item that is not on a finalised invoice. */
export async function updateInvoiceItem(ctx: Context, input: Input): Promise<InvoiceItem> {
  const row = await getItemRow(ctx, input.id);
  const draft = await draftOf(ctx, row);
  const item = await changeItem(ctx, row, input);
  await refreshDraft(ctx, draft);
  return item;
}

/** Writes a changed item and tells of it; the lines of the draft that it is on are the caller's to refresh. */
export async function changeItem(ctx: Context, row: InvoiceItemRow, input: Omit<Input, "id">): Promise<InvoiceItem> {
  assertPeriod(input.period);
  const worth = await changeWorth(ctx, row, input);
  const changed = {
    ...row,
    ...worth,
    ...(await termsOf(ctx, { ...row, ...worth }, input)),
    period_start: input.period?.start ?? row.period_start,
    period_end: input.period?.end ?? row.period_end,
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  assertItemAmount(changed.amount);
  await ctx.tx.run(invoiceItems.update, changed);
  const item = toInvoiceItem(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "invoiceitem.updated", item);
  return item;
}

async function termsOf(
  ctx: Context,
  row: InvoiceItemRow,
  { discountable, discounts, tax_rates: taxRates }: Omit<Input, "id">,
): Promise<Pick<InvoiceItemRow, "discountable" | "discounts" | "tax_rates">> {
  const { id, customer, currency, amount } = row;
  const place = { customer, scope: "invoice_item", target: id, currency, subtotal: amount } as const;
  return {
    discountable: discountable === undefined ? row.discountable : Number(discountable),
    discounts: discounts ? JSON.stringify(await readDiscounts(ctx, place, discounts)) : row.discounts,
    tax_rates: taxRates ? await readTaxRates(ctx, taxRates, "tax_rates") : row.tax_rates,
  };
}
