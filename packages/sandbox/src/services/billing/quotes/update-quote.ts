import type { InputOf, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { priceQuote } from "./price-quote.ts";
import { getQuoteFor, quoteLines, saveQuote } from "./quote.ts";
import { readQuoteTerms } from "./quote-terms.ts";

/** Changes a draft of a quote. */
export async function updateQuote(ctx: Context, input: InputOf<Operations["quotes.update"]>): Promise<Quote> {
  const row = await getQuoteFor(ctx, input.id, "edit");
  const terms = await readQuoteTerms(ctx, row, input);
  const lines = input.line_items ?? quoteLines(row);
  return saveQuote(ctx, {
    ...row,
    ...terms,
    ...(await priceQuote(ctx, lines, parseIds(terms.default_tax_rates), row.currency)),
    metadata: mergeMetadata(row.metadata, input.metadata),
  });
}
