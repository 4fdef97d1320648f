import type { Context } from "../../../platform/context.ts";
import { getMeterRow, priceAmount } from "../../products/index.ts";
import type { UnpricedLine } from "../invoices/invoice-lines.ts";
import { isMetered, type PricedItem } from "../subscriptions/subscription-item.ts";
import type { Billed } from "../subscriptions/subscription-invoice.ts";
import { itemLine, serviceLines } from "../subscriptions/subscription-lines.ts";
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
  return { terms, items, service: [...used, ...(await serviceLines(ctx, next, agreed))] };
}

/** The lines that bill what was used in a period, for the items that a meter counts; what is used in a trial is free. */
export async function usageLines(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
): Promise<UnpricedLine[]> {
  const lines: UnpricedLine[] = [];
  if (row.status === "trialing") return lines;
  const period = { start: row.period_start, end: row.period_end };
  for (const item of items) {
    const { meter: id } = item.price.recurring ?? {};
    if (typeof id !== "string") continue;
    const quantity = await usageOf(ctx, { meter: await getMeterRow(ctx, id), customer: row.customer, ...period });
    const amount = priceAmount(item.price, quantity, row.currency);
    const description = `${quantity} × ${item.name}`;
    lines.push(await itemLine(ctx, row, item, { amount, description, period, quantity }));
  }
  return lines;
}
