import type { InputOf, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getQuoteFor, saveQuote } from "./quote.ts";
import { readQuoteTerms } from "./quote-terms.ts";
import { lastQuote } from "../store.ts";

/** Finalises a draft: it gets the next number, and can be accepted. */
export async function finalizeQuote(ctx: Context, input: InputOf<Operations["quotes.finalize"]>): Promise<Quote> {
  const { id, expand: _expand, ...changed } = input;
  const row = await getQuoteFor(ctx, id, "finalize");
  const terms = await readQuoteTerms(ctx, row, changed);
  const last = await ctx.tx.first(lastQuote, { realm: ctx.principal.realm });
  const sequence = (last?.sequence ?? 0) + 1;
  return saveQuote(ctx, { ...row, ...terms, status: "open", sequence, finalized_at: ctx.now }, "quote.finalized");
}
