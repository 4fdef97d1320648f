import type { InputOf, InvoiceItem, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getPrice, priceAmount } from "../../products/index.ts";
import { assertItemAmount, assertPeriod, draftOf, getItemRow, refreshDraft, toInvoiceItem } from "./invoice-item.ts";
import type { InvoiceItemRow } from "./invoice-tables.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { invoiceItems } from "../store.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Input = InputOf<Operations["invoice_items.update"]>;

/** Changes an item that is not on a finalised invoice. */
export async function updateInvoiceItem(ctx: Context, input: Input): Promise<InvoiceItem> {
  const row = await getItemRow(ctx, input.id);
  const draft = await draftOf(ctx, row);
  assertPeriod(input.period);
  const worth = await worthOf(ctx, row, input);
  const changed = {
    ...row,
    ...worth,
    ...(await termsOf(ctx, { ...row, ...worth }, input)),
    description: input.description ?? row.description,
    period_start: input.period?.start ?? row.period_start,
    period_end: input.period?.end ?? row.period_end,
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  assertItemAmount(changed.amount);
  await ctx.tx.run(invoiceItems.update, changed);
  const item = toInvoiceItem(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "invoiceitem.updated", item);
  await refreshDraft(ctx, draft);
  return item;
}

async function termsOf(
  ctx: Context,
  row: InvoiceItemRow,
  { discountable, discounts, tax_rates: taxRates }: Input,
): Promise<Pick<InvoiceItemRow, "discountable" | "discounts" | "tax_rates">> {
  const { id, customer, currency, amount } = row;
  const place = { customer, scope: "invoice_item", target: id, currency, subtotal: amount } as const;
  return {
    discountable: discountable === undefined ? row.discountable : Number(discountable),
    discounts: discounts ? JSON.stringify(await readDiscounts(ctx, place, discounts)) : row.discounts,
    tax_rates: taxRates ? await readTaxRates(ctx, taxRates, "tax_rates") : row.tax_rates,
  };
}

async function worthOf(
  ctx: Context,
  row: InvoiceItemRow,
  { amount, quantity }: Input,
): Promise<Pick<InvoiceItemRow, "amount" | "quantity" | "unit_amount">> {
  const priced = row.price !== null;
  if ((priced ? amount : quantity) !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: priced ? "The price says what it costs: change `quantity`." : "`quantity` goes with a price.",
      param: priced ? "amount" : "quantity",
    });
  }
  const { price: id, unit_amount: unit } = row;
  if (id === null) return { amount: amount ?? row.amount, quantity: row.quantity, unit_amount: amount ?? unit };
  if (quantity === undefined) return { amount: row.amount, quantity: row.quantity, unit_amount: unit };
  const price = await getPrice(ctx, { id });
  return { amount: priceAmount(price, quantity, row.currency), quantity, unit_amount: unit };
}
