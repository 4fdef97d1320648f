import type { Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPrice } from "../../products/index.ts";
import { createInvoice } from "../invoices/create-invoice.ts";
import { createInvoiceItem } from "../invoices/create-invoice-item.ts";
import { createSubscription } from "../subscriptions/create-subscription.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { getQuoteFor, quoteLines, saveQuote } from "./quote.ts";
import type { QuoteRow } from "./quote-tables.ts";

/** Accepts a quote: it becomes a draft of an invoice, or a subscription where something falls due again. */
export async function acceptQuote(ctx: Context, { id }: { id: string }): Promise<Quote> {
  const row = await getQuoteFor(ctx, id, "accept");
  const made = row.recurring === 1 ? await subscribe(ctx, row) : { invoice: await bill(ctx, row) };
  return saveQuote(ctx, { ...row, ...made, status: "accepted", accepted_at: ctx.now }, "quote.accepted");
}

const termsOf = ({ collection_method: method, customer, currency, days_until_due: days, description }: QuoteRow) => ({
  customer,
  currency,
  collection_method: method,
  ...(days !== null && { days_until_due: days }),
  ...(description !== null && { description }),
});

async function bill(ctx: Context, row: QuoteRow): Promise<string> {
  const { id } = await createInvoice(ctx, { ...termsOf(row), default_tax_rates: parseIds(row.default_tax_rates) });
  const { customer, currency } = row;
  for (const { price, quantity } of quoteLines(row)) {
    await createInvoiceItem(ctx, { customer, currency, invoice: id, price, quantity });
  }
  return id;
}

/** What is bought once is on the first invoice of the subscription. */
async function subscribe(ctx: Context, row: QuoteRow): Promise<Pick<QuoteRow, "subscription" | "invoice">> {
  const { customer, currency } = row;
  const items = [];
  for (const { price, quantity } of quoteLines(row)) {
    if ((await getPrice(ctx, { id: price })).type === "recurring") items.push({ price, quantity });
    else await createInvoiceItem(ctx, { customer, currency, price, quantity });
  }
  const { id, latest_invoice: invoice } = await createSubscription(ctx, { ...termsOf(row), items });
  return { subscription: id, invoice };
}
