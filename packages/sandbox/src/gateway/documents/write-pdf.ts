import type { PDFFont, PDFPage } from "@cantoo/pdf-lib";

const margin = 56;
const paper = { width: 595, height: 842 };
const right = paper.width - margin;
/** How much room the page's own line takes at its foot. */
const foot = 40;
const points = 10;
const leading = points * 1.5;
/** Where the columns end that stand on the right. */
const quantityEnd = right - 120;
const textWidth = quantityEnd - margin - 70;

/** What stands on a document. */
export interface Document {
  title: string;
  /** How it stands, in a word. */
  status: string;
  /** Whom it is for, and of when it is. */
  facts: readonly string[];
  /** What stands above the lines. */
  header?: string | null;
  lines: readonly Line[];
  sums: readonly { label: string; amount: string; isTotal: boolean }[];
  /** What stands below the sums. */
  footer?: string | null;
  /** When it was issued, in seconds: a document is the same bytes whenever it is written. */
  writtenAt: number;
}

/** One line of a document. */
export interface Line {
  text: string;
  /** What is said of it below, smaller. */
  note?: string | null;
  quantity?: number | null;
  amount: string;
}

/** What the standard fonts can write; anything else becomes a question mark. */
const writable = (text: string) => text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff€–—‘’“”…]/gu, "?");

/** Writes a document, on as many A4 pages as it takes. */
export async function writePdf(content: Document): Promise<Uint8Array> {
  // Most sandboxes never write one, and the library is large.
  const { PDFDocument, StandardFonts, grayscale } = await import("@cantoo/pdf-lib");
  const document = await PDFDocument.create({ updateMetadata: false });
  const writtenAt = new Date(content.writtenAt * 1000);
  document.setTitle(content.title);
  document.setProducer("micro sandbox");
  document.setCreationDate(writtenAt);
  document.setModificationDate(writtenAt);
  const regular = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  const [ink, soft] = [grayscale(0.1), grayscale(0.42)];
  const pages: PDFPage[] = [];
  let y = 0;

  const turn = () => {
    pages.push(document.addPage([paper.width, paper.height]));
    y = paper.height - margin;
  };
  const page = () => {
    const last = pages.at(-1);
    if (!last) throw new Error("A document begins with a page.");
    return last;
  };
  const write = (text: string, x: number, { font = regular, size = points, color = ink } = {}) =>
    page().drawText(writable(text), { x, y, size, font, color });
  const writeBefore = (
    text: string,
    end: number,
    style: { font?: PDFFont; size?: number; color?: typeof ink } = {},
  ) => {
    const { font = regular, size = points } = style;
    write(text, end - font.widthOfTextAtSize(writable(text), size), style);
  };
  const rule = () => {
    page().drawLine({ start: { x: margin, y }, end: { x: right, y }, thickness: 0.5, color: soft });
    y -= leading;
  };
  const heading = () => {
    write("Description", margin, { font: bold });
    writeBefore("Quantity", quantityEnd, { font: bold });
    writeBefore("Amount", right, { font: bold });
    y -= leading / 2;
    rule();
  };
  /** What belongs together stays on one page. */
  const keep = (height: number, onTop?: () => void) => {
    if (y - height > margin + foot) return;
    turn();
    onTop?.();
  };
  const paragraph = (text: string, style: { font?: PDFFont; color?: typeof ink } = {}) => {
    for (const row of wrapped(text, regular, points, right - margin)) {
      keep(leading);
      write(row, margin, style);
      y -= leading;
    }
  };

  turn();
  const statusWidth = bold.widthOfTextAtSize(writable(content.status), 12);
  for (const [index, row] of wrapped(content.title, bold, 18, right - margin - statusWidth - 24).entries()) {
    write(row, margin, { font: bold, size: 18 });
    if (index === 0) writeBefore(content.status, right, { font: bold, size: 12, color: soft });
    y -= 26;
  }
  for (const fact of content.facts) paragraph(fact, { color: soft });
  if (content.header) {
    y -= leading / 2;
    paragraph(content.header);
  }
  y -= leading;
  heading();
  for (const { amount, note, quantity, text } of content.lines) {
    const rows = wrapped(text, regular, points, textWidth);
    const notes = note ? wrapped(note, regular, 8, textWidth) : [];
    keep(Math.min(rows.length + notes.length, 6) * leading, heading);
    for (const [index, row] of rows.entries()) {
      keep(0, heading);
      write(row, margin);
      // In the order in which they are read: so they are found in the file, too.
      if (index === 0 && typeof quantity === "number") writeBefore(String(quantity), quantityEnd);
      if (index === 0) writeBefore(amount, right);
      y -= leading;
    }
    for (const row of notes) {
      keep(0, heading);
      write(row, margin, { size: 8, color: soft });
      y -= leading * 0.8;
    }
    y -= leading * 0.3;
  }
  keep(content.sums.length * leading + 2 * leading);
  rule();
  for (const { amount, label, isTotal } of content.sums) {
    const font = isTotal ? bold : regular;
    for (const [at, row] of wrapped(label, font, points, right - margin - 130).entries()) {
      writeBefore(row, quantityEnd + 10, { font });
      if (at === 0) writeBefore(amount, right, { font });
      y -= leading;
    }
  }
  if (content.footer) {
    y -= leading;
    paragraph(content.footer, { color: soft });
  }
  for (const [index, one] of pages.entries()) {
    const style = { y: margin, size: 8, font: regular, color: soft };
    one.drawText("A document of the micro sandbox. No money moves.", { x: margin, ...style });
    const place = `${index + 1} / ${pages.length}`;
    one.drawText(place, { x: right - regular.widthOfTextAtSize(place, 8), ...style });
  }
  return document.save();
}

/** A text in rows that fit: broken between words, and within one that is too long for a row. */
function wrapped(text: string, font: PDFFont, size: number, width: number): string[] {
  const fits = (row: string) => font.widthOfTextAtSize(row, size) <= width;
  const rows: string[] = [];
  let row = "";
  for (const word of writable(text)
    .split(" ")
    .flatMap((one) => broken(one, fits))) {
    const longer = row === "" ? word : `${row} ${word}`;
    if (fits(longer)) row = longer;
    else {
      rows.push(row);
      row = word;
    }
  }
  return [...rows, row];
}

function broken(word: string, fits: (part: string) => boolean): string[] {
  const parts: string[] = [];
  let part = "";
  for (const letter of word) {
    if (fits(part + letter)) part += letter;
    else {
      parts.push(part);
      part = letter;
    }
  }
  return [...parts, part];
}
