import type { Context } from "../../../platform/context.ts";
import { getMeterRow, priceAmountUpTo, unitAmount } from "../../products/index.ts";
import { itemAmountMax } from "../invoices/invoice-item.ts";
import type { UnpricedLine } from "../invoices/invoice-lines.ts";
import { isMetered, itemDiscounts, type PricedItem } from "../subscriptions/subscription-item.ts";
import type { Billed } from "../subscriptions/subscription-invoice.ts";
import { itemLine, serviceLines, waitingTaxRates, type Proration } from "../subscriptions/subscription-lines.ts";
import { discountedItems, invoicePriceTerms } from "../subscriptions/subscription-pricing.ts";
import type { SubscriptionRow } from "../subscriptions/subscription-tables.ts";
import { usageOf } from "./usage.ts";

/** A renewal: what it bills, and the items as it bills them. */
export interface Renewal extends Billed {
  items: readonly PricedItem[];
}

/** What a renewal bills: what was used in the period that is over, and what is agreed on for the next one. */
export async function renewalOf(
  ctx: Context,
  past: SubscriptionRow,
  next: SubscriptionRow,
  before: readonly PricedItem[],
): Promise<Renewal> {
  const terms = await invoicePriceTerms(ctx, next);
  const used = await usageLines(ctx, past, before);
  const items = await discountedItems(ctx, next, terms, before, used);
  const agreed = items.filter(({ price }) => !isMetered(price));
  return { terms, items, since: past.period_start, service: [...used, ...(await serviceLines(ctx, next, agreed))] };
}

/** The lines that bill what was used in a period, for the items that a meter counts; what is used in a trial is free. */
export async function usageLines(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
): Promise<UnpricedLine[]> {
  const lines: UnpricedLine[] = [];
  for (const { item, ...used } of await usedBy(ctx, row, items, row.period_end)) {
    lines.push(await itemLine(ctx, row, item, used));
  }
  return lines;
}

/** What was used in the period up to an instant, of items that go then: it waits for an invoice. */
export async function usedUpTo(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
  end: number,
): Promise<Proration[]> {
  const due: Proration[] = [];
  for (const { item, period, ...used } of await usedBy(ctx, row, items, end)) {
    if (used.quantity === 0) continue;
    due.push({
      ...used,
      discountable: 1,
      discounts: JSON.stringify(await itemDiscounts(ctx, item)),
      period_start: period.start,
      period_end: period.end,
      price: item.row.price,
      product: item.price.product,
      proration: 0,
      subscription_item: item.row.id,
      tax_rates: waitingTaxRates(row, item),
      unit_amount_decimal: unitAmount(item.price, row.currency),
    });
  }
  return due;
}

/** What was used of an item, and what it costs. */
interface Used extends Pick<UnpricedLine, "amount" | "description" | "period" | "quantity"> {
  item: PricedItem;
}

async function usedBy(ctx: Context, row: SubscriptionRow, items: readonly PricedItem[], end: number): Promise<Used[]> {
  const all: Used[] = [];
  if (row.status === "trialing") return all;
  for (const item of items) {
    const { meter: id } = item.price.recurring ?? {};
    const period = { start: usedSince(row, item), end };
    if (typeof id !== "string" || period.start >= end) continue;
    const quantity = await usageOf(ctx, { meter: await getMeterRow(ctx, id), customer: row.customer, ...period });
    // More was refused when it was noted, but for what a price that came later made of it.
    const amount = priceAmountUpTo(itemAmountMax, item.price, quantity, row.currency);
    all.push({ item, amount, description: `${quantity} × ${item.name}`, period, quantity });
  }
  return all;
}

/** From when on the period that runs bills what is used of an item. */
export const usedSince = (row: SubscriptionRow, { row: item }: PricedItem): number =>
  Math.max(row.period_start, row.trial_end ?? 0, item.used_from);
