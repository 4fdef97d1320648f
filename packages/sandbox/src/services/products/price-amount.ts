import type { Asset, Price, PriceTier } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";

type Terms = Pick<
  Price,
  "id" | "currency" | "currency_options" | "tiers" | "tiers_mode" | "transform_quantity" | "unit_amount"
>;

/** What so many units cost, exactly. Throws where the price has no such currency, or the sum is beyond exact integers. */
export function priceAmount(price: Terms, quantity: number, currency: Asset = price.currency): number {
  const amounts = amountsIn(price, currency);
  const amount = amounts.tiers
    ? tieredAmount(amounts.tiers, price.tiers_mode, quantity)
    : (amounts.unit_amount ?? 0) * packagesOf(price, quantity);
  if (Number.isSafeInteger(amount)) return amount;
  throw new DomainError("amount_too_large", {
    message: `${quantity} of the price ${price.id} cost more than can be counted exactly.`,
    param: "quantity",
  });
}

/** What one unit costs; null where that depends on how many there are. */
export const unitAmount = (price: Terms, currency: Asset): number | null => amountsIn(price, currency).unit_amount;

function amountsIn(price: Terms, currency: Asset): Pick<Terms, "tiers" | "unit_amount"> {
  const amounts = price.currency === currency ? price : price.currency_options[currency];
  if (amounts) return amounts;
  throw new DomainError("currency_mismatch", {
    message: `The price ${price.id} is in ${price.currency}, and has no option in ${currency}.`,
    param: "currency",
  });
}

function packagesOf({ transform_quantity: transform }: Terms, quantity: number): number {
  if (!transform) return quantity;
  const packages = quantity / transform.divide_by;
  return transform.round === "up" ? Math.ceil(packages) : Math.floor(packages);
}

function tieredAmount(tiers: readonly PriceTier[], mode: Price["tiers_mode"], quantity: number): number {
  if (quantity === 0) return 0;
  if (mode === "volume") {
    const tier = tiers.find(({ up_to: end }) => end === null || quantity <= end);
    return tier ? tier.flat_amount + tier.unit_amount * quantity : 0;
  }
  let begun = 0;
  let amount = 0;
  for (const { up_to: end, unit_amount: unit, flat_amount: flat } of tiers) {
    if (quantity <= begun) break;
    const units = Math.min(quantity, end ?? quantity) - begun;
    amount += flat + unit * units;
    begun += units;
  }
  return amount;
}
