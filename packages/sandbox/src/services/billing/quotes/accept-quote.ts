import type { Quote, QuoteLine } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { givenDiscounts } from "../catalogue/discount.ts";
import { addInvoiceLines } from "../invoices/add-invoice-lines.ts";
import { createInvoice } from "../invoices/create-invoice.ts";
import { createInvoiceItem } from "../invoices/create-invoice-item.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { createSubscription } from "../subscriptions/create-subscription.ts";
import { createSubscriptionSchedule } from "../subscriptions/create-subscription-schedule.ts";
import { quotes } from "../store.ts";
import { getQuoteFor, quoteLines, saveQuote, subscriptionDataOf } from "./quote.ts";
import type { QuoteRow } from "./quote-tables.ts";

const daySeconds = 24 * 3600;

type Made = Partial<Pick<QuoteRow, "invoice" | "subscription" | "subscription_schedule">>;

/** Accepts a quote: it becomes a draft of an invoice, or a subscription where something falls due again, now or later. */
export async function acceptQuote(ctx: Context, { id }: { id: string }): Promise<Quote> {
  const row = { ...(await getQuoteFor(ctx, id, "accept")), status: "accepted", accepted_at: ctx.now } as const;
  // First: what it redeemed goes over to what it becomes.
  await ctx.tx.run(quotes.update, row);
  return saveQuote(ctx, { ...row, ...(await become(ctx, row)) }, "quote.accepted");
}

function become(ctx: Context, row: QuoteRow): Promise<Made> {
  if (row.recurring === 0) return bill(ctx, row);
  const { effective_date: start } = subscriptionDataOf(row);
  return start !== null && start > ctx.now ? schedule(ctx, row, start) : subscribe(ctx, row);
}

const termsOf = async (ctx: Context, row: QuoteRow) => ({
  customer: row.customer,
  currency: row.currency,
  collection_method: row.collection_method,
  default_tax_rates: parseIds(row.default_tax_rates),
  discounts: (await givenDiscounts(ctx, parseIds(row.discounts))).map((discount) => ({ discount })),
  ...(row.days_until_due !== null && { days_until_due: row.days_until_due }),
  ...(row.description !== null && { description: row.description }),
});

const toItem = ({ discounts, price, quantity, tax_rates: rates }: QuoteLine) => ({
  price,
  quantity,
  discounts: discounts.map((discount) => ({ discount })),
  ...(rates !== null && { tax_rates: rates }),
});

async function bill(ctx: Context, row: QuoteRow): Promise<Made> {
  const { id } = await createInvoice(ctx, await termsOf(ctx, row), row.id);
  await addInvoiceLines(ctx, { id, lines: quoteLines(row).map(toItem) });
  return { invoice: id };
}

/** What is bought once is on the first invoice of the subscription. */
async function subscribe(ctx: Context, row: QuoteRow): Promise<Made> {
  const { customer, currency } = row;
  const items = [];
  for (const line of quoteLines(row)) {
    if (line.recurring !== null) items.push(toItem(line));
    else await createInvoiceItem(ctx, { customer, currency, ...toItem(line) });
  }
  const { description, metadata, trial_period_days: days } = subscriptionDataOf(row);
  const { id, latest_invoice: invoice } = await createSubscription(ctx, {
    ...(await termsOf(ctx, row)),
    ...(description !== null && { description }),
    ...(days !== null && { trial_period_days: days }),
    items,
    metadata,
  });
  return { subscription: id, invoice };
}

/** It begins later, with its trial or a first period, and goes on by itself after it. */
async function schedule(ctx: Context, row: QuoteRow, start: number): Promise<Made> {
  const { description, metadata, trial_period_days: days } = subscriptionDataOf(row);
  const { customer, currency: _currency, ...terms } = await termsOf(ctx, row);
  const [again, once] = [quoteLines(row).filter(isRecurring), quoteLines(row).filter((line) => !isRecurring(line))];
  const phase = {
    ...terms,
    ...(description !== null && { description }),
    items: again.map(toItem),
    ...(once.length > 0 && { add_invoice_items: once.map(toItem) }),
    metadata,
    ...(days === null ? { iterations: 1 } : { trial: true, end_date: start + days * daySeconds }),
  };
  const { id } = await createSubscriptionSchedule(ctx, { customer, start_date: start, phases: [phase] });
  return { subscription_schedule: id };
}

const isRecurring = ({ recurring }: QuoteLine): boolean => recurring !== null;
