import type { QuoteDocument } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { getCustomer } from "../../customers/index.ts";
import { taxRatesOf } from "../catalogue/tax-rate.ts";
import { getQuoteRow, toQuote } from "./quote.ts";

/** What the document of a quote says, to whom holds its secret; a draft has none. */
export async function getQuoteDocument(ctx: Context): Promise<QuoteDocument> {
  const id = ctx.principal.credential ?? "";
  const row = await getQuoteRow(ctx, id);
  if (row.sequence === null) throw resourceMissing("quote", id);
  const { email, name } = await getCustomer(ctx, { id: row.customer });
  const quote = toQuote(ctx, row);
  return {
    object: "quote_document",
    customer: { email, name },
    quote,
    tax_rates: await taxRatesOf(ctx, quote.total_taxes),
  };
}
