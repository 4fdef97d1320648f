import type { InputOf, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { inheritedDiscounts } from "../catalogue/discount.ts";
import { copyQuote } from "./copy-quote.ts";
import { priceQuote } from "./price-quote.ts";
import { saveQuote, assertTogether } from "./quote.ts";
import { noQuoteTerms, readQuoteTerms } from "./quote-terms.ts";
import { quotes } from "../store.ts";

type Input = InputOf<Operations["quotes.create"]>;

/** Creates a draft of a quote: anew, or as another one is. */
export async function createQuote(ctx: Context, input: Input): Promise<Quote> {
  const { from_quote: from, ...sent } = input;
  const copied = from && (await copyQuote(ctx, from, sent));
  const { customer: named, line_items: items, ...terms } = copied ?? sent;
  for (const [param, value] of Object.entries({ customer: named, line_items: items })) {
    if (value === undefined) throw new DomainError("parameter_missing", { param });
  }
  const { id: customer } = await getCustomerRow(ctx, named ?? "", "customer");
  const id = ctx.platform.ids("quote");
  const read = await readQuoteTerms(ctx, noQuoteTerms(ctx), terms);
  const discounts = terms.discounts ? "[]" : await inheritedDiscounts(ctx, customer);
  const place = { id, customer, currency: terms.currency, default_tax_rates: read.default_tax_rates, discounts };
  const row = {
    n: 0,
    id,
    realm: ctx.principal.realm,
    customer,
    status: "draft",
    sequence: null,
    ...read,
    ...(await priceQuote(ctx, place, items ?? [], terms.discounts)),
    from_quote: from?.quote ?? null,
    is_revision: Number(from?.is_revision ?? false),
    invoice: null,
    subscription: null,
    subscription_schedule: null,
    test_clock: ctx.timeline,
    finalized_at: null,
    accepted_at: null,
    canceled_at: null,
    metadata: JSON.stringify(dropEmptyValues(terms.metadata)),
    created: ctx.now,
  } as const;
  await assertTogether(ctx, row);
  await ctx.tx.run(quotes.insert, row);
  const quote = await saveQuote(ctx, row);
  await recordEvent(ctx, "quote.created", quote);
  return quote;
}
