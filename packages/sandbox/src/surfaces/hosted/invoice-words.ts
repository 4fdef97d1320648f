import type { InvoicePage } from "@micro/sdk/contract";

import { discountSum, onDay, taxSums, writtenSums } from "../../gateway/documents/words.ts";

const statuses = {
  draft: "draft",
  open: "to be paid",
  paid: "paid",
  uncollectible: "written off",
  void: "void",
} as const;

/** What a page or a document says about an invoice as a whole. */
export function invoiceWords({ customer, invoice }: InvoicePage) {
  return {
    title: `Invoice ${invoice.number ?? ""}`,
    status: statuses[invoice.status],
    facts: [
      customer.name ?? customer.email ?? "",
      `of ${onDay(invoice.effective_at ?? invoice.created)}`,
      ...(invoice.due_date === null ? [] : [`due ${onDay(invoice.due_date)}`]),
      ...invoice.customer_tax_ids.map(({ value }) => `tax id ${value}`),
      ...(invoice.custom_fields ?? []).map(({ name, value }) => `${name}: ${value}`),
      ...(invoice.customer_tax_exempt === "reverse" ? ["Reverse charge"] : []),
    ].filter((fact) => fact !== ""),
  };
}

/** The sums below the lines of an invoice, those of nothing left out: they add up to what is due. */
export function invoiceSums({ invoice, tax_rates: rates }: InvoicePage) {
  const { lines, ending_balance: ending, starting_balance: starting } = invoice;
  const sums = [
    { label: "Subtotal", amount: lines.data.reduce((sum, { amount }) => sum + amount, 0) },
    discountSum(invoice.total_discount_amounts),
    { label: "Tax in the prices", amount: taxSpared(invoice) },
    ...taxSums(invoice.total_taxes, rates),
    { label: "Total", amount: invoice.total },
    { label: "Customer's balance", amount: ending === null ? 0 : starting - ending },
    { label: "Credited", amount: -invoice.pre_payment_credit_notes_amount },
    { label: "Paid", amount: -invoice.amount_paid },
    { label: "Amount due", amount: invoice.amount_remaining },
    { label: "Credited since it was paid", amount: -invoice.post_payment_credit_notes_amount },
  ];
  return writtenSums(sums, invoice.currency, ["Total", "Amount due"]);
}

/** What an exempt customer does not pay of prices that include a tax. */
const taxSpared = ({ lines, total, total_discount_amounts: discounts, total_taxes: taxes }: InvoicePage["invoice"]) => {
  const asked = lines.data.reduce((sum, { amount }) => sum + amount, 0) - sum(discounts);
  return total - asked - sum(taxes.filter(({ tax_behavior: behavior }) => behavior === "exclusive"));
};

const sum = (amounts: readonly { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0);
