import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { priceAmountUpTo, type MeterRow } from "../../products/index.ts";
import { itemAmountMax } from "../invoices/invoice-item.ts";
import { subscriptionsOfCustomer } from "../store.ts";
import { pricedItemsOf, type PricedItem } from "../subscriptions/subscription-item.ts";
import type { SubscriptionRow } from "../subscriptions/subscription-tables.ts";
import { usedSince } from "./usage-lines.ts";
import { lastCounted } from "./usage-store.ts";
import { usageOf } from "./usage.ts";

/** What is used, before it is noted. */
interface Use {
  meter: MeterRow;
  customer: string;
  value: number;
  timestamp: number;
}

const countMax = Number.MAX_SAFE_INTEGER;

/**
 * What a customer's events by a meter come to with one more. Throws where that, or what an invoice would bill of it, is beyond
 * what is counted: nothing that is noted can keep a period from being billed.
 */
export async function countUp(ctx: Context, use: Use): Promise<number> {
  const { meter, customer, value } = use;
  const last = await ctx.tx.first(lastCounted, { realm: ctx.principal.realm, meter: meter.id, customer });
  const counted = (last?.counted ?? 0) + Math.abs(value);
  if (counted > countMax) refuse(meter, `A meter counts at most ${countMax} of a customer's.`);
  for (const { row, item } of await itemsBilling(ctx, use)) {
    const fits = (quantity: number) =>
      priceAmountUpTo(itemAmountMax + 1, item.price, Math.max(0, quantity), row.currency) <= itemAmountMax;
    // Most often all that there ever was would do, and need not be added up.
    if (fits(meter.formula === "last" ? value : counted)) continue;
    const used = await usageOf(ctx, { meter, customer, start: usedSince(row, item), end: countMax });
    if (meter.formula !== "last" && fits(used + value)) continue;
    refuse(meter, `A line costs at most ${itemAmountMax}; by the price ${item.price.id} this would be more.`);
  }
  return counted;
}

/** The items that bill a use. */
async function itemsBilling(
  ctx: Context,
  { meter, customer, timestamp }: Use,
): Promise<{ row: SubscriptionRow; item: PricedItem }[]> {
  const found = [];
  for (const row of await ctx.tx.all(subscriptionsOfCustomer, { realm: ctx.principal.realm, customer })) {
    if (row.ended_at !== null) continue;
    for (const item of await pricedItemsOf(ctx, row.id)) {
      if (item.price.recurring?.meter === meter.id && usedSince(row, item) <= timestamp) found.push({ row, item });
    }
  }
  return found;
}

function refuse({ formula, value_key: key }: MeterRow, message: string): never {
  const param = formula === "count" ? "event_name" : `payload.${key}`;
  throw new DomainError("amount_too_large", { message, param });
}
