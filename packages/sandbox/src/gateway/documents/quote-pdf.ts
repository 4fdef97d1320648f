import { formatAmount, type Quote, type QuoteDocument } from "@micro/sdk/contract";

import { discountSum, onDay, taxSums, writtenSums } from "./words.ts";
import { writePdf } from "./write-pdf.ts";

/** A quote as a document to keep. */
export function quotePdf({ customer, quote, tax_rates: rates }: QuoteDocument): Promise<Uint8Array> {
  const { currency, status_transitions: since } = quote;
  const sums = [
    { label: "Subtotal", amount: quote.amount_subtotal },
    discountSum(quote.total_discount_amounts),
    ...taxSums(quote.total_taxes, rates),
    { label: "Total", amount: quote.amount_total },
  ];
  return writePdf({
    title: `Quote ${quote.number ?? ""}`,
    status: quote.status,
    facts: [
      customer.name ?? customer.email ?? "",
      `of ${onDay(since.finalized_at ?? quote.created)}`,
      `good until ${onDay(quote.expires_at)}`,
    ].filter((fact) => fact !== ""),
    header: quote.header ?? quote.description,
    lines: quote.line_items.map(({ amount, description, quantity, recurring }) => ({
      text: description,
      note: recurring && `again ${every(recurring)}`,
      quantity,
      amount: formatAmount(amount, currency),
    })),
    sums: writtenSums(sums, currency, ["Total"]),
    footer: quote.footer,
    writtenAt: since.finalized_at ?? quote.created,
  });
}

const every = ({ interval, interval_count: count }: NonNullable<Quote["line_items"][number]["recurring"]>) =>
  count === 1 ? `every ${interval}` : `every ${count} ${interval}s`;
