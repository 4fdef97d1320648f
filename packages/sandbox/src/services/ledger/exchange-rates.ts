import { assets, type Asset, type ExchangeRate } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";
import type { Line } from "./lines.ts";

/**
 * Throws unless each rate relates a debit in one of its currencies to a credit in the other. Nothing is converted here:
 * the amounts are the caller's, and may differ from the product by less than one minor unit, whichever way it was rounded.
 */
export function assertRates(rates: readonly ExchangeRate[], lines: readonly Line[]): void {
  for (const [index, rate] of rates.entries()) {
    if (rate.from !== rate.to && relates(rate, lines)) continue;
    throw new DomainError("exchange_rate_mismatch", {
      message: `No debit and credit in ${rate.from} and ${rate.to} are related by the rate ${rate.rate}.`,
      param: `exchange_rates[${index}].rate`,
    });
  }
}

function relates({ from, to, rate }: ExchangeRate, lines: readonly Line[]): boolean {
  const [whole = "0", fraction = ""] = rate.split(".");
  // Amounts of the minor units a and b fit when |a × factor − b × scale| < scale.
  const factor = BigInt(whole + fraction) * 10n ** BigInt(exponentOf(to));
  const scale = 10n ** BigInt(fraction.length + exponentOf(from));
  const given = lines.filter((line) => line.currency === from);
  const taken = lines.filter((line) => line.currency === to);
  return given.some((a) =>
    taken.some((b) => {
      if (Math.sign(a.amount) === Math.sign(b.amount)) return false;
      const difference = magnitude(a) * factor - magnitude(b) * scale;
      return difference < scale && difference > -scale;
    }),
  );
}

const exponentOf = (asset: Asset) => assets[asset].exponent;
const magnitude = (line: Line) => BigInt(Math.abs(line.amount));
