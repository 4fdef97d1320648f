import { assetCodes, type Price, type PriceTier } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";
import type { NewPrice } from "./store-price.ts";

type Amounts = Pick<NewPrice, "tiers" | "unit_amount">;

/** Three years: the longest that a price may take to fall due again, as Stripe has it. */
const intervalsMax = { day: 1095, week: 156, month: 36, year: 3 } as const;

/** Throws where the terms of a price do not go together. */
export function assertTerms(input: NewPrice): void {
  assertAmounts(input, "");
  const tiered = input.tiers !== undefined;
  if (tiered !== (input.tiers_mode !== undefined)) {
    refuse("tiers_mode", "`tiers_mode` goes with `tiers`, and only with them.", tiered);
  }
  if (tiered && input.transform_quantity !== undefined) {
    refuse("transform_quantity", "A price has tiers or packages, not both.");
  }
  if (input.recurring) {
    const { interval, interval_count: count = 1 } = input.recurring;
    const max = intervalsMax[interval];
    if (count > max) refuse("recurring.interval_count", `A price falls due at least every ${max} ${interval}s.`);
  }
  for (const currency of assetCodes) {
    const option = input.currency_options?.[currency];
    if (option === undefined) continue;
    const path = `currency_options.${currency}`;
    if (currency === input.currency) refuse(path, `${currency} is the currency of the price itself.`);
    assertAmounts(option, `${path}.`);
    if ((option.tiers !== undefined) !== tiered) {
      refuse(`${path}.tiers`, "A price has tiers in all its currencies, or in none.");
    }
  }
}

/** The tiers with all their fields. */
export const tiersOf = (tiers: NewPrice["tiers"]): PriceTier[] | null =>
  tiers?.map((tier) => ({
    flat_amount: tier.flat_amount ?? 0,
    unit_amount: tier.unit_amount ?? 0,
    up_to: tier.up_to,
  })) ?? null;

/** What the price costs in other currencies, with all its fields. */
export function optionsOf({ currency_options: options = {} }: NewPrice): Price["currency_options"] {
  const entries = assetCodes.flatMap((code) => {
    const option = options[code];
    return option ? [[code, { tiers: tiersOf(option.tiers), unit_amount: option.unit_amount ?? null }] as const] : [];
  });
  return Object.fromEntries(entries);
}

function assertAmounts({ tiers, unit_amount: amount }: Amounts, path: string): void {
  if ((tiers === undefined) === (amount === undefined)) {
    refuse(`${path}unit_amount`, "Send `unit_amount` or `tiers`: one of the two.", tiers === undefined);
  }
  for (const [index, { up_to: end, unit_amount: unit, flat_amount: flat }] of (tiers ?? []).entries()) {
    const tier = `${path}tiers[${index}]`;
    const last = index === (tiers?.length ?? 0) - 1;
    if ((end === null) !== last) refuse(`${tier}.up_to`, "The last tier has `up_to: null`, and only the last.");
    const before = tiers?.[index - 1]?.up_to;
    if (end !== null && before !== undefined && before !== null && end <= before) {
      refuse(`${tier}.up_to`, "Tiers rise.");
    }
    if (unit === undefined && flat === undefined) {
      refuse(`${tier}.unit_amount`, "A tier has a `unit_amount`, a `flat_amount` or both.", true);
    }
  }
}

function refuse(param: string, message: string, missing = false): never {
  throw new DomainError(missing ? "parameter_missing" : "parameter_invalid", { message, param });
}
