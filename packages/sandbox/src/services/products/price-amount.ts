import type { Asset, Price, PriceTier } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";
import { parseDecimal, roundDecimal } from "./decimal-amount.ts";

type Terms = Pick<
  Price,
  | "id"
  | "currency"
  | "currency_options"
  | "tiers"
  | "tiers_mode"
  | "transform_quantity"
  | "unit_amount"
  | "unit_amount_decimal"
>;

/** What so many units cost, as a line of an invoice: rounded half up once. Throws where the price has no such currency, or the sum is beyond exact integers. */
export function priceAmount(price: Terms, quantity: number, currency: Asset = price.currency): number {
  const amount = roundDecimal(partsCost(price, quantity, currency));
  if (Number.isSafeInteger(amount)) return amount;
  throw new DomainError("amount_too_large", {
    message: `${quantity} of the price ${price.id} cost more than can be counted exactly.`,
    param: "quantity",
  });
}

/** The same, but no more than `most`. */
export const priceAmountUpTo = (most: number, price: Terms, quantity: number, currency: Asset): number =>
  Math.min(most, roundDecimal(partsCost(price, quantity, currency)));

function partsCost(price: Terms, quantity: number, currency: Asset): bigint {
  const amounts = amountsIn(price, currency);
  return amounts.tiers
    ? tieredAmount(amounts.tiers, price.tiers_mode, quantity)
    : partsOf(amounts.unit_amount_decimal) * BigInt(packagesOf(price, quantity));
}

/** What one unit costs; null where that depends on how many there are. */
export const unitAmount = (price: Terms, currency: Asset): string | null =>
  amountsIn(price, currency).unit_amount_decimal;

const partsOf = (amount: string | null): bigint => (amount === null ? 0n : parseDecimal(amount));

function amountsIn(price: Terms, currency: Asset): Pick<Terms, "tiers" | "unit_amount_decimal"> {
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

function tieredAmount(tiers: readonly PriceTier[], mode: Price["tiers_mode"], quantity: number): bigint {
  // As Stripe has it, the first flat fee is due for nothing, too.
  if (mode === "volume" || quantity === 0) {
    const tier = tiers.find(({ up_to: end }) => end === null || quantity <= end);
    return tier ? tierAmount(tier, quantity) : 0n;
  }
  let begun = 0;
  let amount = 0n;
  for (const tier of tiers) {
    if (quantity <= begun) break;
    const units = Math.min(quantity, tier.up_to ?? quantity) - begun;
    amount += tierAmount(tier, units);
    begun += units;
  }
  return amount;
}

const tierAmount = ({ flat_amount_decimal: flat, unit_amount_decimal: unit }: PriceTier, units: number): bigint =>
  partsOf(flat) + partsOf(unit) * BigInt(units);
