import type { Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getQuoteFor, saveQuote } from "./quote.ts";
import { quoteTransitions } from "./quote-state.ts";
import type { QuoteRow } from "./quote-tables.ts";
import { quotes } from "../store.ts";

/** Takes a quote back. */
export async function cancelQuote(ctx: Context, { id }: { id: string }): Promise<Quote> {
  return end(ctx, await getQuoteFor(ctx, id, "cancel"));
}

/** Ends a quote that nobody accepted in time. */
export async function expireQuote(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(quotes.find, { id, realm: ctx.principal.realm });
  if (row && quoteTransitions[row.status].cancel !== null) await end(ctx, row);
}

const end = (ctx: Context, row: QuoteRow): Promise<Quote> =>
  saveQuote(ctx, { ...row, status: "canceled", canceled_at: ctx.now }, "quote.canceled");
