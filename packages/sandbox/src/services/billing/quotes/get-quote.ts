import type { Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getQuoteRow, toQuote } from "./quote.ts";

/** Reads a quote. */
export async function getQuote(ctx: Context, { id }: { id: string }): Promise<Quote> {
  return toQuote(await getQuoteRow(ctx, id), ctx.principal.mode === "live");
}
