import { formatAmount, type CreditNoteDocument } from "@micro/sdk/contract";

import { discountSum, onDay, taxSums, writtenSums } from "../../gateway/documents/words.ts";
import { writePdf } from "../../gateway/documents/write-pdf.ts";

/** A credit note as a document to keep. */
export function creditNotePdf({
  credit_note: note,
  customer,
  invoice_number: invoice,
  tax_rates: rates,
}: CreditNoteDocument): Promise<Uint8Array> {
  const { currency } = note;
  const sums = [
    { label: "Subtotal", amount: note.lines.data.reduce((sum, { amount }) => sum + amount, 0) },
    discountSum(note.total_discount_amounts),
    ...taxSums(note.total_taxes, rates),
    { label: "Total credited", amount: note.total },
    { label: "Not to be paid any more", amount: note.pre_payment_amount },
    { label: "Refunded", amount: note.refund_amount },
    { label: "To the customer's balance", amount: note.credit_amount },
    { label: "Paid back elsewhere", amount: note.out_of_band_amount },
  ];
  return writePdf({
    title: `Credit note ${note.number}`,
    status: note.status,
    facts: [
      customer.name ?? customer.email ?? "",
      `of ${onDay(note.effective_at)}, for invoice ${invoice}`,
      note.reason === null ? "" : note.reason.replaceAll("_", " "),
    ].filter((fact) => fact !== ""),
    header: note.memo,
    lines: note.lines.data.map(({ amount, description, quantity }) => ({
      text: description ?? "Credit",
      quantity,
      amount: formatAmount(amount, currency),
    })),
    sums: writtenSums(sums, currency, ["Total credited"]),
    writtenAt: note.effective_at,
  });
}
