import type { Asset } from "@micro/sdk/contract";

/** What the processor takes of a payment. */
export interface FeeRate {
  /** Hundredths of a percent of the amount. */
  basis_points: number;
  /** In the minor unit, added to it. */
  fixed: number;
}

/**
 * The fee of a payment: the share of the amount, rounded half up to the minor unit, plus the fixed part; never more than
 * the amount itself. Integers throughout: `feeOf(1050, {basis_points: 290, fixed: 30})` is 30.45 → 30, plus 30: 60.
 */
export function feeOf(amount: number, { basis_points: basisPoints, fixed }: FeeRate): number {
  // The product may leave the range of exact numbers; the quotient does not.
  const share = Number((BigInt(amount) * BigInt(basisPoints) + 5000n) / 10_000n);
  return Math.min(amount, share + fixed);
}

/** What the processor takes for a dispute, won or lost; about 15 dollars (https://stripe.com/pricing). */
export const disputeFees: Record<Asset, number> = {
  usd: 1500,
  eur: 1500,
  gbp: 1500,
  jpy: 1500,
  krw: 15_000,
  kwd: 4500,
  bhd: 5500,
  aed: 5500,
  aud: 2500,
  brl: 8000,
  cad: 1500,
  chf: 1500,
  czk: 35_000,
  dkk: 11_000,
  hkd: 8500,
  inr: 125_000,
  mxn: 28_000,
  myr: 6500,
  nok: 15_000,
  nzd: 2500,
  pln: 6000,
  ron: 6500,
  sek: 15_000,
  sgd: 2000,
  thb: 50_000,
  zar: 27_000,
  btc: 15_000,
  eth: 4_000_000,
  usdc: 15_000_000,
};
