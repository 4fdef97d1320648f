import type { InvoiceLine } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { wholeOf } from "../../products/index.ts";
import { getDiscountRow, termsOf } from "../catalogue/discount.ts";
import { customerDetails, detailsOf } from "./customer-details.ts";
import { priceLines, totalsOf, type DiscountTerms, type LineTerms, type Totals } from "./invoice-pricing.ts";
import type { InvoiceItemRow, InvoiceRow } from "./invoice-tables.ts";
import { sumOf } from "./rounding.ts";
import { itemsOfInvoice } from "../store.ts";
import { taxTermsOf } from "../catalogue/tax-rate.ts";

/** How many lines an invoice has at most, as Stripe has it. */
export const linesMax = 250;

/** A line as it is stored with its invoice, which says the rest. */
export type StoredLine = Omit<InvoiceLine, "object" | "currency" | "invoice" | "livemode">;

/** A line before discounts and taxes. */
export type UnpricedLine = Omit<StoredLine, "discount_amounts" | "taxes">;

// `newInvoice` and `updateInvoiceLines` are their only writers.
export const serviceLinesOf = (row: Pick<InvoiceRow, "service_lines">) =>
  JSON.parse(row.service_lines) as UnpricedLine[];

// `linedWith` is the only writer of both.
export const linesOf = (row: Pick<InvoiceRow, "lines">) => JSON.parse(row.lines) as StoredLine[];
export const totalsIn = (row: Pick<InvoiceRow, "totals">) => JSON.parse(row.totals) as Totals;

/** The taxes of an invoice, whether they are in its prices or on top of them. */
export const taxIn = (row: Pick<InvoiceRow, "totals">) => sumOf(totalsIn(row).total_taxes);

/** Reads a list of ids that this service stored. */
export const parseIds = (ids: string) => JSON.parse(ids) as string[];

/** A draft with its customer as he is now, the lines that its items make, and their sums; the caller writes it. */
export async function withLines(ctx: Context, row: InvoiceRow): Promise<InvoiceRow> {
  const items = await ctx.tx.all(itemsOfInvoice, { realm: ctx.principal.realm, invoice: row.id });
  return linedWith(ctx, { ...row, customer_details: await customerDetails(ctx, row.customer) }, items);
}

/** The same of items that are at hand. */
export async function linedWith(ctx: Context, row: InvoiceRow, items: readonly InvoiceItemRow[]): Promise<InvoiceRow> {
  // As Stripe has it: what waited, then the period, then what was added to the draft.
  const lines = [
    ...items.filter(({ created }) => created <= row.created).map(toLine),
    ...serviceLinesOf(row),
    ...items.filter(({ created }) => created > row.created).map(toLine),
  ];
  if (lines.length > linesMax) {
    throw new DomainError("state_conflict", {
      message: `An invoice has at most ${linesMax} lines.`,
      param: "invoice",
    });
  }
  const terms = await readTerms(ctx, row, lines);
  const priced = priceLines(terms.lines, terms.discounts, detailsOf(row).customer_tax_exempt);
  const totals = totalsOf(priced);
  const stored = lines.map((line, index): StoredLine => {
    const { discount_amounts: discounts = [], taxes = [] } = priced[index] ?? {};
    return { ...line, discount_amounts: discounts, taxes };
  });
  return { ...row, lines: JSON.stringify(stored), totals: JSON.stringify(totals), total: totals.total };
}

const toLine = (item: InvoiceItemRow): UnpricedLine => ({
  id: item.id.replace(/^ii_/, "il_"),
  amount: item.amount,
  description: item.description,
  discountable: item.discountable === 1,
  discounts: parseIds(item.discounts),
  invoice_item: item.id,
  // It was stored by this service.
  metadata: JSON.parse(item.metadata) as InvoiceLine["metadata"],
  period: { start: item.period_start, end: item.period_end },
  price: item.price,
  proration: item.proration === 1,
  product: item.product,
  unit_amount: wholeOf(item.unit_amount_decimal),
  unit_amount_decimal: item.unit_amount_decimal,
  quantity: item.quantity,
  subscription: item.subscription,
  subscription_item: item.subscription_item,
  tax_rates: item.tax_rates === null ? null : parseIds(item.tax_rates),
});

/** Looks up what lines are priced by, each thing once. */
async function readTerms(
  ctx: Context,
  row: InvoiceRow,
  lines: readonly UnpricedLine[],
): Promise<{ lines: LineTerms[]; discounts: DiscountTerms[] }> {
  const discountsOf = memoized(async (id) => termsOf(await getDiscountRow(ctx, id), row.currency));
  const taxesOf = memoized((id) => taxTermsOf(ctx, id));
  const byDefault = parseIds(row.default_tax_rates);
  const terms = [];
  for (const { amount, discountable, product, discounts, tax_rates: taxRates } of lines) {
    terms.push({
      amount,
      discountable,
      product,
      discounts: await discountsOf(discounts),
      taxes: await taxesOf(taxRates ?? byDefault),
    });
  }
  return { lines: terms, discounts: await discountsOf(parseIds(row.discounts)) };
}

/** Reads things by their ids, each of them once. */
function memoized<T>(read: (id: string) => Promise<T>): (ids: readonly string[]) => Promise<T[]> {
  const known = new Map<string, T>();
  return async (ids) => {
    const found: T[] = [];
    for (const id of ids) {
      const value = known.get(id) ?? (await read(id));
      known.set(id, value);
      found.push(value);
    }
    return found;
  };
}
