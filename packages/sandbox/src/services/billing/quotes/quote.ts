import type { Quote, QuoteLine } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../../platform/errors.ts";
import { scheduleVerb, unscheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { getPrice } from "../../products/index.ts";
import { parseIds, totalsIn } from "../invoices/invoice-lines.ts";
import { pdfUrl } from "../pdf-url.ts";
import { refuse } from "../refuse.ts";
import { quoteTransitions, type QuoteCommand } from "./quote-state.ts";
import type { QuoteRow } from "./quote-tables.ts";
import { sumOf } from "../invoices/rounding.ts";
import { quotes } from "../store.ts";

/** The kind of the job by which a quote expires. */
export const expireQuoteJob = "quote.expire";

/** The quote as the API shows it. */
export function toQuote({ platform, principal }: Context, row: Omit<QuoteRow, "n">): Quote {
  const lines = quoteLines(row);
  const totals = totalsIn(row);
  const data = subscriptionDataOf(row);
  return {
    id: row.id,
    object: "quote",
    amount_subtotal: sumOf(lines),
    amount_total: totals.total,
    collection_method: row.collection_method,
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    days_until_due: row.days_until_due,
    default_tax_rates: parseIds(row.default_tax_rates),
    description: row.description,
    discounts: parseIds(row.discounts),
    expires_at: row.expires_at,
    footer: row.footer,
    from_quote: row.from_quote === null ? null : { is_revision: row.is_revision === 1, quote: row.from_quote },
    header: row.header,
    invoice: row.invoice,
    line_items: lines,
    livemode: principal.mode === "live",
    metadata: JSON.parse(row.metadata) as Quote["metadata"],
    number: row.sequence === null ? null : `QT-${String(row.sequence).padStart(6, "0")}`,
    pdf: row.sequence === null ? null : pdfUrl(platform, "quote", row),
    recurring: recurringOf(lines),
    status: row.status,
    status_transitions: {
      accepted_at: row.accepted_at,
      canceled_at: row.canceled_at,
      finalized_at: row.finalized_at,
    },
    subscription: row.subscription,
    subscription_data: data,
    subscription_schedule: row.subscription_schedule,
    test_clock: row.test_clock,
    total_discount_amounts: totals.total_discount_amounts,
    total_taxes: totals.total_taxes,
    upfront: sumsOf(data.trial_period_days === null ? lines : lines.filter(({ recurring }) => recurring === null)),
  };
}

/** What falls due again: all of it equally often. */
function recurringOf(lines: readonly QuoteLine[]): Quote["recurring"] {
  const again = lines.filter(({ recurring }) => recurring !== null);
  const interval = again[0]?.recurring;
  if (!interval) return null;
  return { ...sumsOf(again), ...interval };
}

function sumsOf(lines: readonly QuoteLine[]): Quote["upfront"] {
  const sum = (of: (line: QuoteLine) => number) => lines.reduce((total, line) => total + of(line), 0);
  return {
    amount_subtotal: sumOf(lines),
    amount_discount: sum((line) => line.amount_discount),
    amount_tax: sum((line) => line.amount_tax),
    amount_total: sum((line) => line.amount_total),
  };
}

// `readQuoteTerms` is its only writer.
export const subscriptionDataOf = (row: Pick<QuoteRow, "subscription_data">) =>
  JSON.parse(row.subscription_data) as Quote["subscription_data"];

/** Throws where a quote could not become what it says. */
export async function assertTogether(ctx: Context, row: QuoteRow): Promise<void> {
  const { description, effective_date: start, metadata, trial_period_days: days } = subscriptionDataOf(row);
  const said = description !== null || start !== null || days !== null || Object.keys(metadata).length > 0;
  if (said && row.recurring === 0) refuse("subscription_data", "Nothing of it falls due again: it is no subscription.");
  if (start === null) return;
  // A schedule is in the currency of its prices.
  for (const { price } of quoteLines(row)) {
    if ((await getPrice(ctx, { id: price })).currency === row.currency) continue;
    refuse(
      "subscription_data.effective_date",
      `What begins later is in its prices' own currency, not in ${row.currency}.`,
    );
  }
}

// `priceQuote` is their only writer.
export const quoteLines = (row: Pick<QuoteRow, "lines">) => JSON.parse(row.lines) as QuoteLine[];

/** Reads a quote, or throws. */
export async function getQuoteRow({ tx, principal }: Context, id: string, param = "id"): Promise<QuoteRow> {
  const row = await tx.first(quotes.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("quote", id, param);
  return row;
}

/** Reads a quote that takes a command, or throws. */
export async function getQuoteFor(ctx: Context, id: string, command: QuoteCommand): Promise<QuoteRow> {
  const row = await getQuoteRow(ctx, id);
  if (quoteTransitions[row.status][command] !== null) return row;
  throw commandRefused("quote", row, command, { quote: toQuote(ctx, row) });
}

/** Writes a changed quote, plans its end, and tells of it where that is an event. */
export async function saveQuote(
  ctx: Context,
  row: QuoteRow,
  type?: "quote.finalized" | "quote.accepted" | "quote.canceled",
): Promise<Quote> {
  await ctx.tx.run(quotes.update, row);
  if (row.status === "draft" || row.status === "open") await scheduleVerb(ctx, expireQuoteJob, row.id, row.expires_at);
  else await unscheduleVerb(ctx, expireQuoteJob, row.id);
  const quote = toQuote(ctx, row);
  if (type) await recordEvent(ctx, type, quote);
  return quote;
}
