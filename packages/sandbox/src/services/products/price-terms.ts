import { assetCodes, type Price, type PriceTier } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";
import { plainDecimal, wholeOf } from "./decimal-amount.ts";
import type { NewPrice } from "./store-price.ts";

type Amounts = Pick<NewPrice, "tiers" | "unit_amount" | "unit_amount_decimal">;

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
  tiers?.map((tier) => {
    const flat = decimalOf(tier.flat_amount, tier.flat_amount_decimal);
    const unit = decimalOf(tier.unit_amount, tier.unit_amount_decimal);
    return {
      flat_amount: wholeOf(flat),
      flat_amount_decimal: flat,
      unit_amount: wholeOf(unit),
      unit_amount_decimal: unit,
      up_to: tier.up_to,
    };
  }) ?? null;

/** An amount that was sent as a number or as text; null where none was. */
export function decimalOf(amount: number | undefined, decimal: string | undefined): string | null {
  if (amount !== undefined) return String(amount);
  return decimal === undefined ? null : plainDecimal(decimal);
}

/** What the price costs in other currencies, with all its fields. */
export function optionsOf({ currency_options: options = {} }: NewPrice): Price["currency_options"] {
  const entries = assetCodes.flatMap((code) => {
    const option = options[code];
    if (!option) return [];
    const unit = decimalOf(option.unit_amount, option.unit_amount_decimal);
    const amounts = { tiers: tiersOf(option.tiers), unit_amount: wholeOf(unit), unit_amount_decimal: unit };
    return [[code, amounts] as const];
  });
  return Object.fromEntries(entries);
}

function assertAmounts({ tiers, ...unit }: Amounts, path: string): void {
  assertOnce(unit, "unit_amount", path);
  const amount = decimalOf(unit.unit_amount, unit.unit_amount_decimal);
  if ((tiers === undefined) === (amount === null)) {
    refuse(`${path}unit_amount`, "Send `unit_amount` or `tiers`: one of the two.", tiers === undefined);
  }
  for (const [index, { up_to: end, ...costs }] of (tiers ?? []).entries()) {
    const tier = `${path}tiers[${index}]`;
    assertOnce(costs, "unit_amount", `${tier}.`);
    assertOnce(costs, "flat_amount", `${tier}.`);
    const last = index === (tiers?.length ?? 0) - 1;
    if ((end === null) !== last) refuse(`${tier}.up_to`, "The last tier has `up_to: null`, and only the last.");
    const before = tiers?.[index - 1]?.up_to;
    if (end !== null && before !== undefined && before !== null && end <= before) {
      refuse(`${tier}.up_to`, "Tiers rise.");
    }
    if (Object.keys(costs).length === 0) {
      refuse(`${tier}.unit_amount`, "A tier has a `unit_amount`, a `flat_amount` or both.", true);
    }
  }
}

/** Throws where an amount is sent as a number and as text. */
function assertOnce(sent: object, name: string, path: string): void {
  const decimal = `${name}_decimal`;
  if (name in sent && decimal in sent) refuse(path + decimal, `Send \`${name}\` or \`${decimal}\`, not both.`);
}

function refuse(param: string, message: string, missing = false): never {
  throw new DomainError(missing ? "parameter_missing" : "parameter_invalid", { message, param });
}
