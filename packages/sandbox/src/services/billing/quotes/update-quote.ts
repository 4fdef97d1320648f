import type { InputOf, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { priceQuote } from "./price-quote.ts";
import { assertTogether, getQuoteFor, quoteLines, saveQuote } from "./quote.ts";
import { readQuoteTerms } from "./quote-terms.ts";

/** Changes a draft of a quote. */
export async function updateQuote(ctx: Context, input: InputOf<Operations["quotes.update"]>): Promise<Quote> {
  const row = await getQuoteFor(ctx, input.id, "edit");
  const terms = { ...row, ...(await readQuoteTerms(ctx, row, input)) };
  const changed = {
    ...terms,
    ...(await priceQuote(ctx, terms, input.line_items ?? quoteLines(row), input.discounts)),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await assertTogether(ctx, changed);
  return saveQuote(ctx, changed);
}
