import type { Asset, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { followChange, getDiscountRow, givenDiscounts, inheritedDiscounts, termsOf } from "../catalogue/discount.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";
import { parseIds, type UnpricedLine } from "../invoices/invoice-lines.ts";
import { priceLines, type DiscountTerms, type LineTerms } from "../invoices/invoice-pricing.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { readPriceTerms } from "../invoices/price-terms.ts";
import { isMetered, itemAmount, itemDiscounts, type PricedItem } from "./subscription-item.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/** What is taken off an item, and added to it. */
type ItemTerms = Pick<InputOf<Operations["subscription_items.update"]>, "discounts" | "tax_rates">;
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
  await followChange(ctx, "subscription", parseIds(row.discounts), parseIds(terms.discounts));
  return { ...row, ...terms };
}

/** An item with the discounts and tax rates of a change, in the same manner. */
export async function withItemTerms(
  ctx: Context,
  item: PricedItem,
  change: ItemTerms,
  { customer, currency, param }: { customer: string; currency: Asset; param: string },
): Promise<PricedItem> {
  const { row } = item;
  const place = {
    customer,
    scope: "subscription_item",
    target: row.id,
    currency,
    subtotal: itemAmount(item, currency),
  } as const;
  const before = parseIds(row.discounts);
  const discounts = change.discounts ? await readDiscounts(ctx, place, change.discounts, `${param}.discounts`) : before;
  await followChange(ctx, "subscription_item", before, discounts);
  const rates = change.tax_rates ? await readTaxRates(ctx, change.tax_rates, `${param}.tax_rates`) : row.tax_rates;
  // None of its own: those of its subscription.
  return { ...item, row: { ...row, discounts: JSON.stringify(discounts), tax_rates: rates === "[]" ? null : rates } };
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
  const lines = others.map(({ amount, product, discounts }) => ({ amount, product, discounts }));
  for (const item of items) {
    const amount = isMetered(item.price) ? 0 : itemAmount(item, currency);
    lines.push({ amount, product: item.price.product, discounts: await itemDiscounts(ctx, item) });
  }
  const read = async (ids: readonly string[]): Promise<DiscountTerms[]> => {
    const found: DiscountTerms[] = [];
    for (const id of ids) found.push(termsOf(await getDiscountRow(ctx, id), currency));
    return found;
  };
  const plain: LineTerms[] = [];
  for (const line of lines) {
    plain.push({ ...line, discounts: await read(line.discounts), discountable: true, taxes: [] });
  }
  const priced = priceLines(plain, await read(parseIds(terms.discounts))).slice(others.length);
  return items.map((item, index) => {
    const taken = priced[index]?.discount_amounts.filter(({ amount }) => amount > 0) ?? [];
    return { ...item, row: { ...item.row, taken: JSON.stringify(taken) } };
  });
}
