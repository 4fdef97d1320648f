import type { DiscountParam, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getDiscountRow } from "../catalogue/discount.ts";
import { parseIds } from "../invoices/invoice-lines.ts";
import { refuse } from "../refuse.ts";
import { getQuoteRow, quoteLines, subscriptionDataOf, toQuote } from "./quote.ts";

type Input = InputOf<Operations["quotes.create"]>;

/** What makes a quote as another one is. Throws where more is said of it, or where that cannot be revised. */
export async function copyQuote(
  ctx: Context,
  { quote: id, is_revision: isRevision = false }: NonNullable<Input["from_quote"]>,
  { expires_at: end, expand: _expand, ...sent }: Omit<Input, "from_quote">,
): Promise<Input> {
  const [other] = Object.keys(sent);
  if (other !== undefined) refuse(other, "The other quote says it: change the draft afterwards.");
  const row = await getQuoteRow(ctx, id, "from_quote.quote");
  if (isRevision && row.status !== "open") {
    throw new DomainError("state_conflict", {
      message: `The quote is '${row.status}': only an open one can be revised.`,
      param: "from_quote.quote",
      resource: { quote: toQuote(ctx, row) },
    });
  }
  const lines = [];
  for (const { discounts, price, quantity, tax_rates: rates } of quoteLines(row)) {
    const again = await redeemedAgain(ctx, discounts);
    lines.push({ discounts: again, price, quantity, ...(rates !== null && { tax_rates: rates }) });
  }
  const { description, effective_date: effective, metadata, trial_period_days: days } = subscriptionDataOf(row);
  return {
    customer: row.customer,
    currency: row.currency,
    line_items: lines,
    discounts: await redeemedAgain(ctx, parseIds(row.discounts)),
    default_tax_rates: parseIds(row.default_tax_rates),
    collection_method: row.collection_method,
    ...(row.days_until_due !== null && { days_until_due: row.days_until_due }),
    description: row.description ?? "",
    header: row.header ?? "",
    footer: row.footer ?? "",
    // `createQuote` and `updateQuote` are its writers.
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    ...(row.recurring === 1 && {
      subscription_data: {
        ...(description !== null && { description }),
        effective_date: effective,
        metadata,
        trial_period_days: days,
      },
    }),
    ...(end !== undefined && { expires_at: end }),
  };
}

/** The coupons of a quote once more; a discount of the customer is named. */
async function redeemedAgain(ctx: Context, ids: readonly string[]): Promise<DiscountParam[]> {
  const params: DiscountParam[] = [];
  for (const id of ids) {
    const { coupon, promotion_code: code, scope } = await getDiscountRow(ctx, id);
    if (scope === "customer") params.push({ discount: id });
    else params.push(code === null ? { coupon } : { promotion_code: code });
  }
  return params;
}
