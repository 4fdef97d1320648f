import type { InputOf, Operations, Quote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { priceQuote } from "./price-quote.ts";
import { saveQuote } from "./quote.ts";
import { readQuoteTerms } from "./quote-terms.ts";
import { quotes } from "../store.ts";

const lifetimeSeconds = 30 * 24 * 3600;

/** Creates a draft of a quote. */
export async function createQuote(ctx: Context, input: InputOf<Operations["quotes.create"]>): Promise<Quote> {
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const terms = await readQuoteTerms(ctx, noTerms(ctx), input);
  const row = {
    n: 0,
    id: ctx.platform.ids("quote"),
    realm: ctx.principal.realm,
    customer,
    status: "draft",
    sequence: null,
    ...terms,
    ...(await priceQuote(ctx, input.line_items, parseIds(terms.default_tax_rates), input.currency)),
    invoice: null,
    subscription: null,
    test_clock: ctx.timeline,
    finalized_at: null,
    accepted_at: null,
    canceled_at: null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(quotes.insert, row);
  const quote = await saveQuote(ctx, row);
  await recordEvent(ctx, "quote.created", quote);
  return quote;
}

const noTerms = ({ now }: Context) =>
  ({
    collection_method: "charge_automatically",
    days_until_due: null,
    default_tax_rates: "[]",
    description: null,
    expires_at: now + lifetimeSeconds,
  }) as const;
