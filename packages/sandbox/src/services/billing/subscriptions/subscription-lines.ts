import type { Context } from "../../../platform/context.ts";
import { unitAmount } from "../../products/index.ts";
import { periodBefore } from "./calendar.ts";
import type { UnpricedLine } from "../invoices/invoice-lines.ts";
import type { InvoiceItemRow } from "../invoices/invoice-tables.ts";
import { prorate } from "./proration.ts";
import { cycleOf } from "./subscription.ts";
import { isMetered, itemAmount, netAmount, takenOff, type PricedItem } from "./subscription-item.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/**
 * The lines that bill a subscription's period: a part of one where it begins before its anchor, which is a proration, and
 * nothing in a trial.
 */
export function serviceLines(ctx: Context, row: SubscriptionRow, items: readonly PricedItem[]): UnpricedLine[] {
  const period = { start: row.period_start, end: row.period_end };
  const whole = periodBefore(cycleOf(row), row.period_end);
  const trial = row.status === "trialing";
  return items.map((item) => {
    const { quantity } = item.row;
    const description = trial ? `Trial period for ${item.name}` : `${quantity} × ${item.name}`;
    const line = { description, period, quantity };
    if (trial || period.start === whole.start) {
      return itemLine(ctx, row, item, { ...line, amount: trial ? 0 : itemAmount(item, row.currency) });
    }
    const amount = prorate(netAmount(item, row.currency), period, whole);
    const part = itemLine(ctx, row, item, { ...line, amount });
    return { ...part, discountable: false, discounts: discountsOf(item), proration: true };
  });
}

/** The discounts that are in the amount of a proration. */
const discountsOf = (item: PricedItem): string[] => takenOff(item).map(({ discount }) => discount);

/** A line of a subscription's invoice that is for one of its items. */
export const itemLine = (
  ctx: Context,
  row: SubscriptionRow,
  item: PricedItem,
  line: Pick<UnpricedLine, "amount" | "description" | "period" | "quantity">,
): UnpricedLine => ({
  id: ctx.platform.ids("invoiceLine"),
  ...line,
  discountable: true,
  discounts: [],
  invoice_item: null,
  metadata: {},
  price: item.row.price,
  product: item.price.product,
  proration: false,
  subscription: row.id,
  subscription_item: item.row.id,
  tax_rates: null,
  unit_amount: unitAmount(item.price, row.currency),
});

/** What a change within a period makes due. */
export type Proration = Pick<
  InvoiceItemRow,
  | "amount"
  | "description"
  | "discounts"
  | "period_start"
  | "period_end"
  | "price"
  | "product"
  | "quantity"
  | "subscription_item"
  | "unit_amount"
>;

/** Credits for what is left of the period at what the items cost before a change, less discounts, from an instant on. */
export const creditsFor = (row: SubscriptionRow, items: readonly PricedItem[], at: number): Proration[] =>
  items.filter(isAgreed).map((item) => remaining(row, item, at, "Unused", -1));

/** The same as charges. */
export const chargesFor = (row: SubscriptionRow, items: readonly PricedItem[], at: number): Proration[] =>
  items.filter(isAgreed).map((item) => remaining(row, item, at, "Remaining", 1));

/** What a meter counts is billed behind its period: nothing of it is paid ahead. */
const isAgreed = ({ price }: PricedItem): boolean => !isMetered(price);

function remaining(row: SubscriptionRow, item: PricedItem, at: number, word: string, sign: 1 | -1): Proration {
  const part = { start: at, end: row.period_end };
  const amount = prorate(netAmount(item, row.currency), part, periodBefore(cycleOf(row), row.period_end));
  const day = new Date(at * 1000).toUTCString().slice(5, 16);
  return {
    // Not minus zero, which is no integer to a comparison.
    amount: amount === 0 ? 0 : sign * amount,
    description: `${word} time on ${item.row.quantity} × ${item.name} after ${day}`,
    discounts: JSON.stringify(discountsOf(item)),
    period_start: part.start,
    period_end: part.end,
    price: item.row.price,
    product: item.price.product,
    quantity: item.row.quantity,
    subscription_item: item.row.id,
    unit_amount: unitAmount(item.price, row.currency),
  };
}
