import type { Context } from "../../../platform/context.ts";
import { unitAmount, wholeOf } from "../../products/index.ts";
import { periodBefore } from "./calendar.ts";
import { parseIds, type UnpricedLine } from "../invoices/invoice-lines.ts";
import type { InvoiceItemRow } from "../invoices/invoice-tables.ts";
import { prorate } from "./proration.ts";
import { cycleOf } from "./subscription.ts";
import { isMetered, itemAmount, itemDiscounts, netAmount, takenOff, type PricedItem } from "./subscription-item.ts";
import { isFree } from "./subscription-period.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/**
 * The lines that bill a subscription's period: a part of one where it begins before its anchor, which is a proration, and
 * nothing in a trial. A part that is for nothing has none.
 */
export async function serviceLines(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
): Promise<UnpricedLine[]> {
  if (isFree(row)) return [];
  const period = { start: row.period_start, end: row.period_end };
  const whole = periodBefore(cycleOf(row), row.period_end);
  const trial = row.status === "trialing";
  const lines: UnpricedLine[] = [];
  for (const item of items) {
    const { quantity } = item.row;
    const description = trial ? `Trial period for ${item.name}` : `${quantity} × ${item.name}`;
    const line = { description, period, quantity };
    if (trial || period.start === whole.start) {
      lines.push(await itemLine(ctx, row, item, { ...line, amount: trial ? 0 : itemAmount(item, row.currency) }));
      continue;
    }
    const amount = prorate(netAmount(item, row.currency), period, whole);
    const part = await itemLine(ctx, row, item, { ...line, amount });
    lines.push({ ...part, discountable: false, discounts: discountsOf(item), proration: true });
  }
  return lines;
}

/** The discounts that are in the amount of a proration. */
const discountsOf = (item: PricedItem): string[] => takenOff(item).map(({ discount }) => discount);

/** A line of a subscription's invoice that is for one of its items. */
export const itemLine = async (
  ctx: Context,
  row: SubscriptionRow,
  item: PricedItem,
  line: Pick<UnpricedLine, "amount" | "description" | "period" | "quantity">,
): Promise<UnpricedLine> => ({
  id: ctx.platform.ids("invoiceLine"),
  ...line,
  discountable: true,
  discounts: await itemDiscounts(ctx, item),
  invoice_item: null,
  // It was stored by this service.
  metadata: JSON.parse(row.metadata) as UnpricedLine["metadata"],
  price: item.row.price,
  product: item.price.product,
  proration: false,
  subscription: row.id,
  subscription_item: item.row.id,
  tax_rates: item.row.tax_rates === null ? null : parseIds(item.row.tax_rates),
  unit_amount: wholeOf(unitAmount(item.price, row.currency)),
  unit_amount_decimal: unitAmount(item.price, row.currency),
});

/** What a change within a period makes due. */
export type Proration = Pick<
  InvoiceItemRow,
  | "amount"
  | "description"
  | "discountable"
  | "discounts"
  | "period_start"
  | "period_end"
  | "price"
  | "product"
  | "proration"
  | "quantity"
  | "subscription_item"
  | "tax_rates"
  | "unit_amount_decimal"
>;

/** Credits for what is left of the period at what the items cost before a change, less discounts, from an instant on. */
export const creditsFor = (row: SubscriptionRow, items: readonly PricedItem[], at: number): Proration[] =>
  paidAhead(row, items, at).map((item) => remaining(row, item, at, "Unused", -1));

/** The same as charges. */
export const chargesFor = (row: SubscriptionRow, items: readonly PricedItem[], at: number): Proration[] =>
  paidAhead(row, items, at).map((item) => remaining(row, item, at, "Remaining", 1));

/** What is paid ahead for the time after an instant: nothing that a meter counts, and nothing of a part that is for nothing. */
const paidAhead = (row: SubscriptionRow, items: readonly PricedItem[], at: number): PricedItem[] =>
  isFree(row) ? [] : items.filter((item) => !isMetered(item.price) && countsFrom(item, at) < row.period_end);

/** The instant from which a change counts for an item: before it is billed as it is now, something else was billed. */
const countsFrom = ({ row }: PricedItem, at: number): number => Math.max(at, row.billed_from);

/** An item that is charged anew, or credited, from an instant on. */
export const billedAnew = (item: PricedItem, at: number): PricedItem => ({
  ...item,
  row: { ...item.row, billed_from: countsFrom(item, at) },
});

/** The tax rates of what waits for an invoice: the item's own, since another invoice of the customer may take it. */
export const waitingTaxRates = (row: SubscriptionRow, item: PricedItem): string | null =>
  item.row.tax_rates ?? (row.default_tax_rates === "[]" ? null : row.default_tax_rates);

function remaining(row: SubscriptionRow, item: PricedItem, at: number, word: string, sign: 1 | -1): Proration {
  const part = { start: countsFrom(item, at), end: row.period_end };
  const amount = prorate(netAmount(item, row.currency), part, periodBefore(cycleOf(row), row.period_end));
  const day = new Date(part.start * 1000).toUTCString().slice(5, 16);
  return {
    // Not minus zero, which is no integer to a comparison.
    amount: amount === 0 ? 0 : sign * amount,
    description: `${word} time on ${item.row.quantity} × ${item.name} after ${day}`,
    // Discounts are in its amount.
    discountable: 0,
    discounts: JSON.stringify(discountsOf(item)),
    period_start: part.start,
    period_end: part.end,
    price: item.row.price,
    product: item.price.product,
    proration: 1,
    quantity: item.row.quantity,
    subscription_item: item.row.id,
    tax_rates: waitingTaxRates(row, item),
    unit_amount_decimal: unitAmount(item.price, row.currency),
  };
}
