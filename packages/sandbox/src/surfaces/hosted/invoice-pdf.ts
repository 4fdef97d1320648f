import { formatAmount, type InvoicePage } from "@micro/sdk/contract";

import { invoiceSums, invoiceWords } from "./invoice-words.ts";

const margin = 56;
const size = { width: 595, height: 842 };

/** What the standard fonts can write; anything else becomes a question mark. */
const writable = (text: string) => text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff€–—‘’“”…]/gu, "?");

/** The invoice as a document of A4 pages. The same invoice is always the same bytes. */
export async function invoicePdf(shown: InvoicePage): Promise<Uint8Array> {
  // Most sandboxes never write one, and the library is large.
  const { PDFDocument, StandardFonts } = await import("@cantoo/pdf-lib");
  const { invoice } = shown;
  const { title, status, facts } = invoiceWords(shown);
  const document = await PDFDocument.create({ updateMetadata: false });
  const writtenAt = new Date((invoice.status_transitions.finalized_at ?? invoice.created) * 1000);
  document.setTitle(title);
  document.setProducer("micro sandbox");
  document.setCreationDate(writtenAt);
  document.setModificationDate(writtenAt);
  const regular = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  let page = document.addPage([size.width, size.height]);
  let y = size.height - margin;

  const row = (left: string, right: string, { font = regular, points = 10 } = {}) => {
    if (y < margin) {
      page = document.addPage([size.width, size.height]);
      y = size.height - margin;
    }
    const amount = writable(right);
    const room = size.width - 2 * margin - font.widthOfTextAtSize(amount, points) - 12;
    page.drawText(
      fit(writable(left), (text) => font.widthOfTextAtSize(text, points) <= room),
      {
        x: margin,
        y,
        size: points,
        font,
      },
    );
    page.drawText(amount, { x: size.width - margin - font.widthOfTextAtSize(amount, points), y, size: points, font });
    y -= points * 1.8;
  };

  row(title, status, { font: bold, points: 18 });
  row(facts.join(" - "), "");
  if (invoice.description !== null) row(invoice.description, "");
  y -= 12;
  for (const { amount, description, quantity } of invoice.lines.data) {
    const words = quantity > 1 ? `${quantity} x ${description ?? "Item"}` : (description ?? "Item");
    row(words, formatAmount(amount, invoice.currency));
  }
  y -= 6;
  for (const { label, amount } of invoiceSums(shown)) {
    row(label, formatAmount(amount, invoice.currency), { font: bold });
  }
  y -= 12;
  row("A document of the micro sandbox. No money moves.", "");
  return document.save();
}

/** A text, cut to what there is room for. */
function fit(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  let length = text.length;
  while (length > 0 && !fits(`${text.slice(0, length)}…`)) length -= 1;
  return `${text.slice(0, length)}…`;
}
