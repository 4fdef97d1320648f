/**
 * Assets and the number of digits after the decimal point of their minor unit.
 * An amount is always an integer of that unit: `2000` usd is 20.00 dollars, `2000` jpy is 2,000 yen.
 */
export const assets = {
  usd: { exponent: 2 },
  eur: { exponent: 2 },
  gbp: { exponent: 2 },
  jpy: { exponent: 0 },
  krw: { exponent: 0 },
  kwd: { exponent: 3 },
  bhd: { exponent: 3 },
  aed: { exponent: 2 },
  aud: { exponent: 2 },
  brl: { exponent: 2 },
  cad: { exponent: 2 },
  chf: { exponent: 2 },
  czk: { exponent: 2 },
  dkk: { exponent: 2 },
  hkd: { exponent: 2 },
  inr: { exponent: 2 },
  mxn: { exponent: 2 },
  myr: { exponent: 2 },
  nok: { exponent: 2 },
  nzd: { exponent: 2 },
  pln: { exponent: 2 },
  ron: { exponent: 2 },
  sek: { exponent: 2 },
  sgd: { exponent: 2 },
  thb: { exponent: 2 },
  zar: { exponent: 2 },
  btc: { exponent: 8 },
  eth: { exponent: 9 },
  usdc: { exponent: 6 },
} as const satisfies Record<string, { exponent: number }>;

/** An asset's lower-case code. */
export type Asset = keyof typeof assets;

/** The codes of all assets, in the order of the table. */
export const assetCodes = Object.keys(assets) as Asset[];

/** The largest magnitude of any amount, balance or sum: 2^53 − 1, exact in JavaScript, JSON and SQL alike. */
export const amountMax = Number.MAX_SAFE_INTEGER;

/** The asset that a ledger account without a currency uses when an entry names none. */
export const defaultAsset: Asset = "usd";

/**
 * Writes an amount of minor units as a decimal number followed by its code, exactly: `formatAmount(-1234, "usd")` is
 * `-12.34 USD`. No rounding takes place, since only digits are moved.
 */
export function formatAmount(amountMinor: number, asset: Asset): string {
  const { exponent } = assets[asset];
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  const sign = amountMinor < 0 ? "-" : "";
  return `${sign}${whole}${fraction && "."}${fraction} ${asset.toUpperCase()}`;
}
