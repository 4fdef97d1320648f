import type { PortalFeatures, PortalPage, Price, Subscription } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPrice, getProduct } from "../../products/index.ts";
import { refuse } from "../refuse.ts";

/** A subscription as the billing portal shows it. */
export type Shown = PortalPage["subscriptions"][number];

/** A subscription with what it can be changed to: one of several items stays as it is. */
export async function withChoices(
  ctx: Context,
  subscription: Subscription,
  terms: PortalFeatures["subscription_update"],
): Promise<Shown> {
  const names: string[] = [];
  for (const { price } of subscription.items.data) names.push((await getProduct(ctx, { id: price.product })).name);
  const shown = { subscription, name: names.join(", ") };
  const [first, ...others] = subscription.items.data;
  if (!first || others.length > 0 || !terms.enabled) return { ...shown, plans: [], quantity: null };
  const allowed = terms.default_allowed_updates;
  const quantity = terms.products.find(({ product }) => product === first.price.product)?.adjustable_quantity;
  return {
    ...shown,
    plans: allowed.includes("price") ? await plansBeside(ctx, first.price, terms.products) : [],
    quantity:
      allowed.includes("quantity") && quantity?.enabled
        ? { maximum: quantity.maximum, minimum: quantity.minimum }
        : null,
  };
}

/** The other prices that are listed, in the same currency and in use. */
async function plansBeside(
  ctx: Context,
  { id, currency }: Price,
  products: PortalFeatures["subscription_update"]["products"],
): Promise<Price[]> {
  const plans: Price[] = [];
  for (const listed of products.flatMap(({ prices }) => prices)) {
    const price = await getPrice(ctx, { id: listed });
    if (price.active && price.currency === currency && price.id !== id) plans.push(price);
  }
  return plans;
}

/** Throws where a customer cannot have so many. */
export function assertQuantity({ quantity: bounds }: Shown, quantity: number, param: string): void {
  if (bounds === null) return refuse(param, "The quantity cannot be changed here.");
  if (quantity >= bounds.minimum && quantity <= (bounds.maximum ?? quantity)) return undefined;
  const most = bounds.maximum === null ? "" : ` and ${bounds.maximum} at the most`;
  return refuse(param, `It has to be ${bounds.minimum} at least${most}.`);
}
