import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { subscriptionDataOf } from "./quote.ts";
import type { QuoteRow } from "./quote-tables.ts";
import { refuse } from "../refuse.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Terms = Pick<
  QuoteRow,
  | "collection_method"
  | "days_until_due"
  | "default_tax_rates"
  | "description"
  | "expires_at"
  | "footer"
  | "header"
  | "subscription_data"
>;
type Input = Omit<InputOf<Operations["quotes.update"]>, "id" | "line_items">;

const lifetimeSeconds = 30 * 24 * 3600;

/** What a new quote has by default. */
export const noQuoteTerms = ({ now }: Context): Terms => ({
  collection_method: "charge_automatically",
  days_until_due: null,
  default_tax_rates: "[]",
  description: null,
  expires_at: now + lifetimeSeconds,
  footer: null,
  header: null,
  subscription_data: JSON.stringify({ description: null, effective_date: null, metadata: {}, trial_period_days: null }),
});

/** The terms of a quote after a change. Throws where they do not go together. */
export async function readQuoteTerms(ctx: Context, before: Terms, input: Input): Promise<Terms> {
  const { default_tax_rates: taxRates, expires_at: end = before.expires_at } = input;
  if (end <= ctx.now) refuse("expires_at", "`expires_at` lies in the past.");
  const method = input.collection_method ?? before.collection_method;
  const text = (name: "description" | "footer" | "header") => {
    const sent = input[name];
    return sent === undefined ? before[name] : sent || null;
  };
  return {
    collection_method: method,
    days_until_due: daysOf(method, before.days_until_due, input.days_until_due),
    default_tax_rates: taxRates ? await readTaxRates(ctx, taxRates, "default_tax_rates") : before.default_tax_rates,
    description: text("description"),
    expires_at: end,
    footer: text("footer"),
    header: text("header"),
    subscription_data: JSON.stringify(dataOf(before, input)),
  };
}

/** What is said of the subscription; its metadata are what is sent, and not merged. */
function dataOf(before: Terms, { subscription_data: sent }: Input) {
  const known = subscriptionDataOf(before);
  return {
    description: sent?.description ?? known.description,
    effective_date: sent?.effective_date === undefined ? known.effective_date : sent.effective_date,
    metadata: sent?.metadata === undefined ? known.metadata : dropEmptyValues(sent.metadata ?? {}),
    trial_period_days: sent?.trial_period_days === undefined ? known.trial_period_days : sent.trial_period_days,
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
