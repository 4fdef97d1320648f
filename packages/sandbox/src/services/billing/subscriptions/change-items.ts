import { subscriptionItemsMax, type Asset, type InputOf, type Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below, DomainError, resourceMissing } from "../../../platform/errors.ts";
import { dropEmptyValues, mergeMetadata } from "../../../platform/metadata.ts";
import { getSalePrice, priceAmount } from "../../products/index.ts";
import { assertItemAmount } from "../invoices/invoice-item.ts";
import { refuse } from "../refuse.ts";
import { equallyOften, isMetered, priced, type PricedItem } from "./subscription-item.ts";
import { withItemTerms } from "./subscription-pricing.ts";
import type { SubscriptionItemRow } from "./subscription-tables.ts";

type ItemChange = NonNullable<InputOf<Operations["subscriptions.update"]>["items"]>[number];

interface Owner {
  subscription: string;
  customer: string;
  /** What it is billed in; where that is open, the first item decides. */
  currency: Asset | undefined;
  /** The instant from which what is used counts by a new price. */
  usedFrom: number;
  /** The instant from which a new item is billed. */
  billedFrom: number;
  /** What stands before `items` in the names of parameters. */
  path?: string;
}

/** The items after a change, which the caller writes; what they redeem is counted and told. Throws where they do not go together. */
export async function changeItems(
  ctx: Context,
  before: readonly PricedItem[],
  changes: readonly ItemChange[],
  owner: Owner,
): Promise<PricedItem[]> {
  const after = new Map(before.map((item) => [item.row.id, item]));
  const touched: Touched[] = [];
  for (const [index, change] of changes.entries()) {
    const path = `${owner.path ?? ""}items[${index}]`;
    if (change.deleted) {
      removeItem(after, change, path);
      continue;
    }
    const stored = change.id === undefined ? undefined : findItem(after, change.id, path);
    const item = await changeItem(ctx, stored, change, owner, path);
    after.set(item.row.id, item);
    touched.push({ path, item, change });
  }
  const items = [...after.values()];
  const currency = assertTogether(items, touched, owner.currency ?? items[0]?.price.currency);
  for (const { path, item, change } of touched) {
    const terms = { customer: owner.customer, currency, param: path };
    after.set(item.row.id, await withItemTerms(ctx, item, change, terms));
  }
  return [...after.values()];
}

/** An item that a change names. */
interface Touched {
  path: string;
  item: PricedItem;
  change: ItemChange;
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
  { subscription, usedFrom, billedFrom }: Owner,
  path: string,
): Promise<PricedItem> {
  const price = (await salePriceOf(ctx, change, path)) ?? stored?.row.price;
  if (price === undefined) throw new DomainError("parameter_missing", { param: `${path}.price` });
  const row: SubscriptionItemRow = {
    n: stored?.row.n ?? 0,
    id: stored?.row.id ?? ctx.platform.ids("subscriptionItem"),
    realm: ctx.principal.realm,
    subscription,
    price,
    quantity: 0,
    discounts: stored?.row.discounts ?? "[]",
    tax_rates: stored?.row.tax_rates ?? null,
    taken: stored?.row.taken ?? "[]",
    used_from: stored?.row.price === price ? stored.row.used_from : usedFrom,
    billed_from: stored?.row.billed_from ?? billedFrom,
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

/** The price that a change names, or one that is made for it. */
async function salePriceOf(ctx: Context, { price, price_data: data }: ItemChange, path: string) {
  if (data === undefined) return price;
  return (await below(path, () => getSalePrice(ctx, { price, price_data: data }))).id;
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

/** Items of one subscription are billed together: in one currency, which it answers, equally often, and each price once. */
function assertTogether(items: readonly PricedItem[], touched: readonly Touched[], currency: Asset | undefined): Asset {
  const [first] = items;
  if (!first || !currency) return refuse("items", "A subscription has an item at least: cancel it instead.");
  if (items.length > subscriptionItemsMax) {
    return refuse("items", `A subscription has at most ${subscriptionItemsMax} items.`);
  }
  for (const { path, item } of touched) {
    const { row, price } = item;
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
  const other = touched.find(({ item }) => !equallyOften(item.price, first.price));
  if (other ?? items.some(({ price }) => !equallyOften(price, first.price))) {
    return refuse(`${other?.path ?? "items"}.price`, "The prices of one subscription fall due equally often.");
  }
  return currency;
}
