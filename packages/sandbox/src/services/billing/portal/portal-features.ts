import type { PortalFeatures, PortalFeaturesUpdate } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPrice, getProduct } from "../../products/index.ts";
import { refuse } from "../refuse.ts";

type ProductParam = NonNullable<NonNullable<PortalFeaturesUpdate["subscription_update"]>["products"]>[number];
type Product = PortalFeatures["subscription_update"]["products"][number];

/** What a configuration offers after a change; throws where that does not go together. */
export async function readFeatures(
  ctx: Context,
  before: PortalFeatures,
  sent: PortalFeaturesUpdate,
): Promise<PortalFeatures> {
  const { cancellation_reason: reason, ...cancel } = sent.subscription_cancel ?? {};
  const { products, ...change } = sent.subscription_update ?? {};
  const features = {
    customer_update: { ...before.customer_update, ...sent.customer_update },
    invoice_history: { ...before.invoice_history, ...sent.invoice_history },
    payment_method_update: { ...before.payment_method_update, ...sent.payment_method_update },
    subscription_cancel: {
      ...before.subscription_cancel,
      ...cancel,
      cancellation_reason: { ...before.subscription_cancel.cancellation_reason, ...reason },
    },
    subscription_update: { ...before.subscription_update, ...change },
  };
  const { mode, proration_behavior: proration } = features.subscription_cancel;
  if (mode === "at_period_end" && proration !== "none") {
    refuse(
      "features.subscription_cancel.proration_behavior",
      "At the end of a period nothing is left to be credited: prorations go with the mode `immediately`.",
    );
  }
  if (products === undefined) return features;
  const adjustable = features.subscription_update.default_allowed_updates.includes("quantity");
  return {
    ...features,
    subscription_update: {
      ...features.subscription_update,
      products: await readProducts(ctx, products, adjustable),
    },
  };
}

async function readProducts(ctx: Context, sent: readonly ProductParam[], adjustable: boolean): Promise<Product[]> {
  const products: Product[] = [];
  for (const [index, { product, prices, adjustable_quantity: quantity }] of sent.entries()) {
    const path = `features.subscription_update.products.${index}`;
    await getProduct(ctx, { id: product }, `${path}.product`);
    if (products.some((other) => other.product === product)) {
      refuse(`${path}.product`, `The product ${product} is there twice.`);
    }
    for (const [place, price] of prices.entries()) await assertOffered(ctx, product, price, `${path}.prices.${place}`);
    const { enabled = adjustable, minimum = 1, maximum = null } = quantity ?? {};
    if (maximum !== null && maximum < minimum) {
      refuse(`${path}.adjustable_quantity.maximum`, "The greatest quantity is smaller than the least one.");
    }
    products.push({ adjustable_quantity: { enabled, maximum, minimum }, prices, product });
  }
  return products;
}

/** Throws where a price is not one of the product's, or is paid once. */
async function assertOffered(ctx: Context, product: string, id: string, param: string): Promise<void> {
  const price = await getPrice(ctx, { id }, param);
  if (price.product !== product) refuse(param, `The price ${id} is not of the product ${product}.`);
  if (price.recurring === null) refuse(param, `The price ${id} is paid once: a subscription cannot be changed to it.`);
}
