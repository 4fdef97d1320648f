import type { Context } from "../../../platform/context.ts";
import { getMeterRow, priceAmount } from "../../products/index.ts";
import type { UnpricedLine } from "../invoices/invoice-lines.ts";
import { isMetered, type PricedItem } from "../subscriptions/subscription-item.ts";
import { itemLine, serviceLines } from "../subscriptions/subscription-lines.ts";
import type { SubscriptionRow } from "../subscriptions/subscription-tables.ts";
import { usageOf } from "./usage.ts";

/** The lines of a renewal: what was used in the period that is over, and what is agreed on for the next one. */
export async function renewalLines(
  ctx: Context,
  past: SubscriptionRow,
  next: SubscriptionRow,
  items: readonly PricedItem[],
): Promise<UnpricedLine[]> {
  const agreed = items.filter(({ price }) => !isMetered(price));
  return [...(await usageLines(ctx, past, items)), ...serviceLines(ctx, next, agreed)];
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
    lines.push(itemLine(ctx, row, item, { amount, description: `${quantity} × ${item.name}`, period, quantity }));
  }
  return lines;
}
