import type { InvoicePage } from "@micro/sdk/contract";

/** A day, in UTC: `2027-01-15`. */
export const onDay = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

const statuses = {
  draft: "draft",
  open: "to be paid",
  paid: "paid",
  uncollectible: "overdue",
  void: "void",
} as const;

/** What a page or a document says about an invoice as a whole. */
export function invoiceWords({ customer, invoice }: InvoicePage) {
  const { finalized_at: finalizedAt } = invoice.status_transitions;
  return {
    title: `Invoice ${invoice.number ?? ""}`,
    status: statuses[invoice.status],
    facts: [
      customer.name ?? customer.email ?? "",
      `of ${onDay(finalizedAt ?? invoice.created)}`,
      ...(invoice.due_date === null ? [] : [`due ${onDay(invoice.due_date)}`]),
    ].filter((fact) => fact !== ""),
  };
}

/** The sums below the lines of an invoice, those of nothing left out. */
export function invoiceSums({ invoice, tax_rates: rates }: InvoicePage): { label: string; amount: number }[] {
  const lineSum = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  const discounts = invoice.total_discount_amounts.reduce((sum, { amount }) => sum - amount, 0);
  const taxes = invoice.total_taxes.map(({ amount, tax_behavior: behavior, tax_rate: id }) => {
    const rate = rates.find((one) => one.id === id);
    const words = `${rate?.display_name ?? "Tax"} ${rate?.percentage ?? ""} %`;
    return { label: behavior === "inclusive" ? `${words}, included` : words, amount };
  });
  const sums = [
    { label: "Subtotal", amount: lineSum },
    { label: "Discounts", amount: discounts },
    ...taxes,
    { label: "Total", amount: invoice.total },
    { label: "Credited", amount: -invoice.pre_payment_credit_notes_amount - invoice.post_payment_credit_notes_amount },
    { label: "Paid", amount: invoice.amount_paid },
  ];
  const kept = sums.filter(({ label, amount }) => amount !== 0 || label === "Total");
  return [...kept, { label: "Amount due", amount: invoice.amount_remaining }];
}
