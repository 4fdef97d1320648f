import type { Asset, InvoiceLine, Price, SubscriptionItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { inTimeOfRead } from "../../customers/index.ts";
import { getPrice, getProduct, priceAmount } from "../../products/index.ts";
import { givenDiscounts } from "../catalogue/discount.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { sumOf } from "../invoices/rounding.ts";
import { itemsOfSubscription } from "../store.ts";
import type { SubscriptionItemRow, SubscriptionRow } from "./subscription-tables.ts";

/** An item with what it costs. */
export interface PricedItem {
  row: SubscriptionItemRow;
  price: Price;
  /** What its product is called. */
  name: string;
}

/** Whether a meter counts what is billed. */
export const isMetered = ({ recurring }: Price): boolean => recurring?.usage_type === "metered";

/** What a whole period of an item costs before discounts. */
export const itemAmount = ({ row, price }: PricedItem, currency: Asset): number =>
  priceAmount(price, row.quantity, currency);

/** What discounts took off a whole period of an item when it was last billed or changed. */
export const takenOff = ({ row }: PricedItem) => JSON.parse(row.taken) as InvoiceLine["discount_amounts"];

/** What a whole period of an item costs less that. */
export const netAmount = (item: PricedItem, currency: Asset): number =>
  itemAmount(item, currency) - sumOf(takenOff(item));

/** The item as the API shows it. */
export const toSubscriptionItem = async (
  ctx: Context,
  row: SubscriptionItemRow,
  subscription: SubscriptionRow,
): Promise<SubscriptionItem> => ({
  id: row.id,
  object: "subscription_item",
  created: row.created,
  current_period_end: subscription.period_end,
  current_period_start: subscription.period_start,
  // It was stored by this service.
  metadata: JSON.parse(row.metadata) as SubscriptionItem["metadata"],
  discounts: await itemDiscounts(await inTimeOfRead(ctx, subscription.customer), { row }),
  price: await getPrice(ctx, { id: row.price }),
  quantity: row.quantity,
  subscription: row.subscription,
  tax_rates: row.tax_rates === null ? [] : parseIds(row.tax_rates),
});

/** An item's own discounts that are given now. */
export const itemDiscounts = (ctx: Context, { row }: Pick<PricedItem, "row">): Promise<string[]> =>
  givenDiscounts(ctx, parseIds(row.discounts));

/** The items of a subscription, oldest first. */
export const itemRowsOf = ({ tx, principal }: Context, subscription: string): Promise<SubscriptionItemRow[]> =>
  tx.all(itemsOfSubscription, { realm: principal.realm, subscription });

/** The same with what they cost. */
export async function pricedItemsOf(ctx: Context, subscription: string): Promise<PricedItem[]> {
  const items: PricedItem[] = [];
  for (const row of await itemRowsOf(ctx, subscription)) items.push(await priced(ctx, row));
  return items;
}

/** One of them; `param` is what names its price. */
export async function priced(ctx: Context, row: SubscriptionItemRow, param = "id"): Promise<PricedItem> {
  const price = await getPrice(ctx, { id: row.price }, param);
  return { row, price, name: (await getProduct(ctx, { id: price.product })).name };
}

/** Whether two prices fall due together each time. */
export const equallyOften = ({ recurring: one }: Price, { recurring: other }: Price): boolean =>
  one?.interval === other?.interval && one?.interval_count === other?.interval_count;
