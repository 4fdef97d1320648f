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
  for (const { id: line, amount, price, description, quantity, ...sums } of quoteLines(row)) {
    data.push({
      id: line,
      object: "item",
      amount_discount: sums.amount_discount,
      amount_subtotal: amount,
      amount_tax: sums.amount_tax,
      amount_total: sums.amount_total,
      currency: row.currency,
      description,
      price: await getPrice(ctx, { id: price }),
      quantity,
    });
  }
  return { object: "list", url: `/billing/quotes/${id}/line_items`, has_more: false, data };
}
