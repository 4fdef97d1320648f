import type { Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getQuoteFor, saveQuote } from "./quote.ts";
import { lastQuote } from "../store.ts";

/** Finalises a draft: it gets the next number, and can be accepted. */
export async function finalizeQuote(ctx: Context, { id }: { id: string }): Promise<Quote> {
  const row = await getQuoteFor(ctx, id, "finalize");
  const last = await ctx.tx.first(lastQuote, { realm: ctx.principal.realm });
  const open = { ...row, status: "open", sequence: (last?.sequence ?? 0) + 1, finalized_at: ctx.now } as const;
  return saveQuote(ctx, open, "quote.finalized");
}
