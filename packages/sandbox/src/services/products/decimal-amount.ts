/** How many decimals an amount can have: parts of a minor unit. */
const decimals = 12;
const unit = 10n ** BigInt(decimals);

/** An amount that the contract has checked, counted in the smallest part that it can have. */
export function parseDecimal(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** The same as text, without zeros that say nothing. */
export const plainDecimal = (text: string): string =>
  text.replace(/^0+(?=\d)/, "").replace(/(?:\.0+|(\.\d*[1-9])0+)$/, "$1");

/** An amount as a number; null where it has a fraction. */
export const wholeOf = (text: string | null): number | null =>
  text === null || text.includes(".") ? null : Number(text);

/** Whole minor units, rounded half up. */
export const roundDecimal = (parts: bigint): number => Number((parts + unit / 2n) / unit);
