import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import type { QuoteRow } from "./quote-tables.ts";
import { refuse } from "../refuse.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Terms = Pick<
  QuoteRow,
  "collection_method" | "days_until_due" | "default_tax_rates" | "description" | "expires_at"
>;

/** The terms of a quote after a change. Throws where they do not go together. */
export async function readQuoteTerms(
  ctx: Context,
  before: Terms,
  input: Omit<InputOf<Operations["quotes.update"]>, "id">,
): Promise<Terms> {
  const { default_tax_rates: taxRates, expires_at: end = before.expires_at } = input;
  if (end <= ctx.now) refuse("expires_at", "`expires_at` lies in the past.");
  const method = input.collection_method ?? before.collection_method;
  return {
    collection_method: method,
    days_until_due: daysOf(method, before.days_until_due, input.days_until_due),
    default_tax_rates: taxRates ? await readTaxRates(ctx, taxRates, "default_tax_rates") : before.default_tax_rates,
    description: input.description === undefined ? before.description : input.description || null,
    expires_at: end,
  };
}

function daysOf(method: Terms["collection_method"], before: number | null, sent: number | undefined): number | null {
  if (method === "charge_automatically") {
    if (sent !== undefined) refuse("days_until_due", "`days_until_due` goes with `send_invoice`.");
    return null;
  }
  const days = sent ?? before;
  if (days !== null) return days;
  throw new DomainError("parameter_missing", {
    message: "With `send_invoice` the invoice is due at some time: send `days_until_due`.",
    param: "days_until_due",
  });
}
