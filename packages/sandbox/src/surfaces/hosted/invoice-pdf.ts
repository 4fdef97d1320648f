import { formatAmount, type InvoicePage } from "@micro/sdk/contract";

import { onDay } from "../../gateway/documents/words.ts";
import { writePdf } from "../../gateway/documents/write-pdf.ts";
import { invoiceSums, invoiceWords } from "./invoice-words.ts";

/** An invoice as a document to keep. */
export function invoicePdf(shown: InvoicePage): Promise<Uint8Array> {
  const { invoice } = shown;
  const { title, status, facts } = invoiceWords(shown);
  return writePdf({
    title,
    status,
    facts,
    header: invoice.description,
    lines: invoice.lines.data.map(({ amount, description, period, quantity }) => ({
      text: description ?? "Item",
      note: period.start === period.end ? null : `${onDay(period.start)} – ${onDay(period.end)}`,
      quantity,
      amount: formatAmount(amount, invoice.currency),
    })),
    sums: invoiceSums(shown),
    footer: invoice.footer,
    writtenAt: invoice.effective_at ?? invoice.created,
  });
}
