import type { InputOf, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { expireQuote } from "./cancel-quote.ts";
import { getQuoteFor, saveQuote } from "./quote.ts";
import { readQuoteTerms } from "./quote-terms.ts";
import { lastQuote } from "../store.ts";

/** Finalises a draft: it gets the next number, can be accepted, and takes the place of the quote that it revises. */
export async function finalizeQuote(ctx: Context, input: InputOf<Operations["quotes.finalize"]>): Promise<Quote> {
  const { id, expand: _expand, ...changed } = input;
  const row = await getQuoteFor(ctx, id, "finalize");
  const terms = await readQuoteTerms(ctx, row, changed);
  const last = await ctx.tx.first(lastQuote, { realm: ctx.principal.realm });
  const sequence = (last?.sequence ?? 0) + 1;
  if (row.is_revision === 1 && row.from_quote !== null) await expireQuote(ctx, row.from_quote);
  return saveQuote(ctx, { ...row, ...terms, status: "open", sequence, finalized_at: ctx.now }, "quote.finalized");
}
