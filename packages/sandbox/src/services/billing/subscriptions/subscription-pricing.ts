import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import {
  endDiscount,
  getDiscountRow,
  inheritedDiscounts,
  givenDiscounts,
  isGiven,
  termsOf,
  toDiscount,
} from "../catalogue/discount.ts";
import { parseIds, type UnpricedLine } from "../invoices/invoice-lines.ts";
import { priceLines } from "../invoices/invoice-pricing.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { readPriceTerms } from "../invoices/price-terms.ts";
import type { DiscountRow } from "../tables.ts";
import { isMetered, itemAmount, type PricedItem } from "./subscription-item.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

type Input = Pick<InputOf<Operations["subscriptions.update"]>, "discounts" | "default_tax_rates">;

/** A subscription with the discounts and tax rates of a change: what it redeems is counted and told, what it drops ends. */
export async function withPriceTerms(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
  input: Input,
): Promise<SubscriptionRow> {
  const agreed = items.filter(({ price }) => !isMetered(price));
  const subtotal = agreed.reduce((sum, item) => sum + itemAmount(item, row.currency), 0);
  const terms = await readPriceTerms(ctx, { scope: "subscription", row, subtotal }, input);
  const [before, after] = [parseIds(row.discounts), parseIds(terms.discounts)];
  for (const discount of await ownDiscounts(ctx, before, after)) await endDiscount(ctx, discount);
  for (const discount of await ownDiscounts(ctx, after, before)) {
    await recordEvent(ctx, "customer.discount.created", toDiscount(discount, ctx.principal.mode === "live"));
  }
  return { ...row, ...terms };
}

/** Those of some discounts, without others, that are the subscription's own and given now: a customer's outlives it. */
async function ownDiscounts(ctx: Context, ids: readonly string[], others: readonly string[]): Promise<DiscountRow[]> {
  const rows: DiscountRow[] = [];
  for (const id of ids.filter((each) => !others.includes(each))) rows.push(await getDiscountRow(ctx, id));
  return rows.filter((row) => row.scope === "subscription" && isGiven(row, ctx.now));
}

/** What an invoice of a subscription takes off, and what it adds. */
export type InvoicePriceTerms = Pick<InvoiceRow, "discounts" | "default_tax_rates">;

/** What a subscription's next invoice takes off, and what it adds: its customer's discount where it has none of its own. */
export async function invoicePriceTerms(ctx: Context, row: SubscriptionRow): Promise<InvoicePriceTerms> {
  const own = await givenDiscounts(ctx, parseIds(row.discounts));
  return {
    discounts: own.length > 0 ? JSON.stringify(own) : await inheritedDiscounts(ctx, row.customer),
    default_tax_rates: row.default_tax_rates,
  };
}

/**
 * Items with what an invoice's discounts take off a whole period of each. A discount of an amount is shared with the other
 * lines of the invoice.
 */
export async function discountedItems(
  ctx: Context,
  { currency }: SubscriptionRow,
  terms: InvoicePriceTerms,
  items: readonly PricedItem[],
  others: readonly UnpricedLine[] = [],
): Promise<PricedItem[]> {
  const discounts = [];
  for (const id of parseIds(terms.discounts)) discounts.push(termsOf(await getDiscountRow(ctx, id), currency));
  const plain = { discountable: true, discounts: [], taxes: [] };
  const priced = priceLines(
    [
      ...others.map(({ amount, product }) => ({ ...plain, amount, product })),
      ...items.map((item) => ({
        ...plain,
        amount: isMetered(item.price) ? 0 : itemAmount(item, currency),
        product: item.price.product,
      })),
    ],
    discounts,
  ).slice(others.length);
  return items.map((item, index) => {
    const taken = priced[index]?.discount_amounts.filter(({ amount }) => amount > 0) ?? [];
    return { ...item, row: { ...item.row, taken: JSON.stringify(taken) } };
  });
}
