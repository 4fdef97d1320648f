import {
  subscriptionItemsMax,
  type Asset,
  type InputOf,
  type InvoiceLine,
  type Operations,
  type Price,
  type SubscriptionItem,
} from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { dropEmptyValues, mergeMetadata } from "../../../platform/metadata.ts";
import { getPrice, getProduct, priceAmount } from "../../products/index.ts";
import { assertItemAmount } from "../invoices/invoice-item.ts";
import { sumOf } from "../invoices/rounding.ts";
import { refuse } from "../refuse.ts";
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
  price: await getPrice(ctx, { id: row.price }),
  quantity: row.quantity,
  subscription: row.subscription,
});

/** The items of a subscription, oldest first. */
export const itemRowsOf = ({ tx, principal }: Context, subscription: string): Promise<SubscriptionItemRow[]> =>
  tx.all(itemsOfSubscription, { realm: principal.realm, subscription });

/** The same with what they cost. */
export async function pricedItemsOf(ctx: Context, subscription: string): Promise<PricedItem[]> {
  const items: PricedItem[] = [];
  for (const row of await itemRowsOf(ctx, subscription)) items.push(await priced(ctx, row));
  return items;
}

async function priced(ctx: Context, row: SubscriptionItemRow, param = "id"): Promise<PricedItem> {
  const price = await getPrice(ctx, { id: row.price }, param);
  return { row, price, name: (await getProduct(ctx, { id: price.product })).name };
}

type ItemChange = NonNullable<InputOf<Operations["subscriptions.update"]>["items"]>[number];

interface Owner {
  subscription: string;
  /** What it is billed in; where that is open, the first item decides. */
  currency: Asset | undefined;
  /** What stands before `items` in the names of parameters. */
  path?: string;
}

/** The items behind a change. Throws where they do not go together; writes nothing. */
export async function changeItems(
  ctx: Context,
  before: readonly PricedItem[],
  changes: readonly ItemChange[],
  owner: Owner,
): Promise<PricedItem[]> {
  const after = new Map(before.map((item) => [item.row.id, item]));
  const touched: [param: string, item: PricedItem][] = [];
  for (const [index, change] of changes.entries()) {
    const path = `${owner.path ?? ""}items[${index}]`;
    if (change.deleted) {
      removeItem(after, change, path);
      continue;
    }
    const stored = change.id === undefined ? undefined : findItem(after, change.id, path);
    const item = await changeItem(ctx, stored, change, owner.subscription, path);
    after.set(item.row.id, item);
    touched.push([path, item]);
  }
  const items = [...after.values()];
  assertTogether(items, touched, owner.currency ?? items[0]?.price.currency);
  return items;
}

function findItem(items: ReadonlyMap<string, PricedItem>, id: string, path: string): PricedItem {
  const item = items.get(id);
  if (!item) throw resourceMissing("item of the subscription", id, `${path}.id`);
  return item;
}

function removeItem(items: Map<string, PricedItem>, { id }: ItemChange, path: string): void {
  if (id === undefined) throw new DomainError("parameter_missing", { param: `${path}.id` });
  items.delete(findItem(items, id, path).row.id);
}

async function changeItem(
  ctx: Context,
  stored: PricedItem | undefined,
  change: ItemChange,
  subscription: string,
  path: string,
): Promise<PricedItem> {
  const price = change.price ?? stored?.row.price;
  if (price === undefined) throw new DomainError("parameter_missing", { param: `${path}.price` });
  const row: SubscriptionItemRow = {
    n: stored?.row.n ?? 0,
    id: stored?.row.id ?? ctx.platform.ids("subscriptionItem"),
    realm: ctx.principal.realm,
    subscription,
    price,
    quantity: 0,
    taken: stored?.row.taken ?? "[]",
    metadata: stored
      ? mergeMetadata(stored.row.metadata, change.metadata)
      : JSON.stringify(dropEmptyValues(change.metadata)),
    created: stored?.row.created ?? ctx.now,
  };
  if (stored?.row.price === price) return withQuantity({ ...stored, row }, stored, change, path);
  const item = await priced(ctx, row, `${path}.price`);
  if (item.price.type === "recurring" && item.price.active) return withQuantity(item, stored, change, path);
  return refuse(
    `${path}.price`,
    `The price ${price} is ${item.price.active ? "for one sale: a subscription needs a recurring one" : "out of use"}.`,
  );
}

/** An item with the quantity that is agreed on: none, where a meter counts it. */
function withQuantity(
  item: PricedItem,
  before: PricedItem | undefined,
  { quantity }: ItemChange,
  path: string,
): PricedItem {
  if (!isMetered(item.price)) {
    const kept = before && !isMetered(before.price) ? before.row.quantity : 1;
    return { ...item, row: { ...item.row, quantity: quantity ?? kept } };
  }
  if (quantity !== undefined) refuse(`${path}.quantity`, "A meter counts how much is used of this price.");
  return { ...item, row: { ...item.row, quantity: 0 } };
}

/** Items of one subscription are billed together: in one currency, equally often, and each price once. */
function assertTogether(
  items: readonly PricedItem[],
  touched: readonly (readonly [path: string, item: PricedItem])[],
  currency: Asset | undefined,
): void {
  const [first] = items;
  if (!first || !currency) return refuse("items", "A subscription has an item at least: cancel it instead.");
  if (items.length > subscriptionItemsMax) {
    return refuse("items", `A subscription has at most ${subscriptionItemsMax} items.`);
  }
  for (const [path, { row, price }] of touched) {
    const param = `${path}.price`;
    if (items.some((other) => other.row.id !== row.id && other.row.price === row.price)) {
      return refuse(param, `The price ${row.price} is there already: change its quantity.`);
    }
    if (price.currency !== currency && !price.currency_options[currency]) {
      throw new DomainError("currency_mismatch", {
        message: `The subscription is in ${currency}; the price ${price.id} is in ${price.currency}.`,
        param,
      });
    }
    assertItemAmount(priceAmount(price, row.quantity, currency));
  }
  const other = touched.find(([, { price }]) => !equallyOften(price, first.price));
  if (other ?? items.some(({ price }) => !equallyOften(price, first.price))) {
    return refuse(`${other?.[0] ?? "items"}.price`, "The prices of one subscription fall due equally often.");
  }
}

/** Whether two prices fall due together each time. */
export const equallyOften = ({ recurring: one }: Price, { recurring: other }: Price): boolean =>
  one?.interval === other?.interval && one?.interval_count === other?.interval_count;
