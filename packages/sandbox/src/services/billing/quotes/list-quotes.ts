import type { InputOf, List, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toQuote } from "./quote.ts";
import { quotes } from "../store.ts";

/** Lists quotes. */
export function listQuotes(ctx: Context, input: InputOf<Operations["quotes.list"]>): Promise<List<Quote>> {
  const { customer, status, ...params } = input;
  return quotes.page(ctx.tx, {
    url: "/billing/quotes",
    owner: ctx.principal.realm,
    params,
    filters: { customer, status },
    toResource: (row) => toQuote(ctx, row),
  });
}
