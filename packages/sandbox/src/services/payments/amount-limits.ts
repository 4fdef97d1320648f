import { formatAmount, type Asset } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";

/**
 * The smallest and largest amounts that may be charged, in minor units: about half a dollar, and eight digits, as Stripe
 * has it (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
 */
export const chargeAmountLimits: Record<Asset, { min: number; max: number }> = {
  usd: { min: 50, max: 99_999_999 },
  eur: { min: 50, max: 99_999_999 },
  gbp: { min: 30, max: 99_999_999 },
  jpy: { min: 50, max: 99_999_999 },
  krw: { min: 500, max: 9_999_999_999 },
  kwd: { min: 150, max: 999_999_999 },
  bhd: { min: 200, max: 999_999_999 },
  aed: { min: 200, max: 99_999_999 },
  aud: { min: 50, max: 99_999_999 },
  brl: { min: 50, max: 99_999_999 },
  cad: { min: 50, max: 99_999_999 },
  chf: { min: 50, max: 99_999_999 },
  czk: { min: 1500, max: 99_999_999 },
  dkk: { min: 250, max: 99_999_999 },
  hkd: { min: 400, max: 99_999_999 },
  inr: { min: 50, max: 99_999_999 },
  mxn: { min: 1000, max: 99_999_999 },
  myr: { min: 200, max: 99_999_999 },
  nok: { min: 300, max: 99_999_999 },
  nzd: { min: 50, max: 99_999_999 },
  pln: { min: 200, max: 99_999_999 },
  ron: { min: 200, max: 99_999_999 },
  sek: { min: 300, max: 99_999_999 },
  sgd: { min: 50, max: 99_999_999 },
  thb: { min: 1000, max: 99_999_999 },
  zar: { min: 1000, max: 99_999_999 },
  btc: { min: 500, max: 100_000_000_000 },
  eth: { min: 100_000, max: 1_000_000_000_000 },
  usdc: { min: 500_000, max: 999_999_000_000 },
};

/** The smallest amount that may be charged in a currency. */
export const smallestCharge = (currency: Asset): number => chargeAmountLimits[currency].min;

/** Refuses an amount outside its currency's limits. */
export function assertChargeable(amount: number, currency: Asset, param = "amount"): void {
  const { min, max } = chargeAmountLimits[currency];
  if (amount < min) {
    throw new DomainError("amount_too_small", {
      message: `The smallest amount in ${currency} is ${min} (${formatAmount(min, currency)}); this is ${amount}.`,
      param,
    });
  }
  if (amount > max) {
    throw new DomainError("amount_too_large", {
      message: `The largest amount in ${currency} is ${max} (${formatAmount(max, currency)}); this is ${amount}.`,
      param,
    });
  }
}
