import type { List, Quote, QuoteLineItem } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getPrice } from "../../products/index.ts";
import { getQuoteRow, quoteLines, toQuote } from "./quote.ts";

/** Reads a quote. */
export async function getQuote(ctx: Context, { id }: { id: string }): Promise<Quote> {
  return toQuote(ctx, await getQuoteRow(ctx, id));
}

/** Lists the lines of a quote with their prices. */
export async function listQuoteLines(ctx: Context, { id }: { id: string }): Promise<List<QuoteLineItem>> {
  const row = await getQuoteRow(ctx, id);
  const data: QuoteLineItem[] = [];
  for (const { amount, price, recurring: _recurring, ...line } of quoteLines(row)) {
    data.push({
      ...line,
      object: "item",
      amount_subtotal: amount,
      currency: row.currency,
      price: await getPrice(ctx, { id: price }),
    });
  }
  return { object: "list", url: `/billing/quotes/${id}/line_items`, has_more: false, data };
}
