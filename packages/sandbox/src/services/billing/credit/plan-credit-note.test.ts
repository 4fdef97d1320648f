import * as fc from "fast-check";
import { expect, test } from "vitest";

import { DomainError } from "../../../platform/errors.ts";
import type { StoredLine } from "../invoices/invoice-lines.ts";
import { priceLines, totalsOf, type DiscountTerms, type TaxTerms } from "../invoices/invoice-pricing.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { sumOf } from "../invoices/rounding.ts";
import { assertPartsLeft, planCreditNote, type CreditPlan } from "./plan-credit-note.ts";

type Input = Parameters<typeof planCreditNote>[2];
type Line = { amount: number; taxes: readonly TaxTerms[]; discounts?: readonly DiscountTerms[] };

const percentOff = (id: string, percent: number): DiscountTerms => ({
  id,
  amountOff: null,
  percentOff: percent,
  products: null,
});
const vat: TaxTerms = { id: "txr_vat", inclusive: false, percentage: 200_000 };
const levy: TaxTerms = { id: "txr_levy", inclusive: false, percentage: 33_300 };
const within: TaxTerms = { id: "txr_within", inclusive: true, percentage: 70_000 };
const own = percentOff("di_own", 2500);
const all = percentOff("di_all", 1000);

/** A finalised invoice, as far as credit notes look at it. */
function invoiceOf(lines: readonly Line[], discounts: readonly DiscountTerms[] = []) {
  const priced = priceLines(
    lines.map((line) => ({ discountable: true, product: null, discounts: [], ...line })),
    discounts,
  );
  const totals = totalsOf(priced);
  const stored = lines.map((line, index) => ({
    id: `il_${index}`,
    amount: line.amount,
    description: null,
    quantity: 1,
    unit_amount: line.amount,
    discounts: (line.discounts ?? []).map(({ id }) => id),
    discount_amounts: priced[index]?.discount_amounts ?? [],
    taxes: priced[index]?.taxes ?? [],
  })) satisfies Partial<StoredLine>[];
  const row: Pick<InvoiceRow, "id" | "lines" | "totals" | "total"> = {
    id: "in_1",
    lines: JSON.stringify(stored),
    totals: JSON.stringify(totals),
    total: totals.total,
  };
  return { row: row as InvoiceRow, lines: stored, totals };
}

type Made = ReturnType<typeof invoiceOf>;

/** The note, as one can be made: for something, and for no more than is left. */
function creditedBy({ row, totals }: Made, before: readonly CreditPlan[], input: Input): CreditPlan | undefined {
  try {
    const plan = planCreditNote(row, before, input);
    assertPartsLeft(row, before, plan);
    const taken = before.reduce((sum, note) => sum + note.total, 0);
    return plan.total > 0 && plan.total <= totals.total - taken ? plan : undefined;
  } catch (cause) {
    if (cause instanceof DomainError) return undefined;
    throw cause;
  }
}

/** What notes credited, in all. */
function creditedIn(notes: readonly CreditPlan[]) {
  const sum = (of: (note: CreditPlan) => number) => notes.reduce((total, note) => total + of(note), 0);
  const lines = notes.flatMap((note) => note.lines);
  return {
    lines,
    taxes: lines.flatMap((line) => line.taxes),
    subtotal: sum((note) => note.subtotal),
    tax: sum((note) => note.tax),
    total: sum((note) => note.total),
  };
}

function expectWithin({ lines, totals }: Made, notes: readonly CreditPlan[]): void {
  const credited = creditedIn(notes);
  const atMost = (found: number, most: number) => expect(found).toBeLessThanOrEqual(Math.max(0, most));
  atMost(credited.total, totals.total);
  atMost(credited.tax, sumOf(totals.total_taxes));
  atMost(credited.subtotal, totals.subtotal);
  atMost(credited.total - credited.tax, totals.total_excluding_tax);
  for (const tax of totals.total_taxes) {
    if (tax.amount < 0) continue;
    atMost(sumOf(credited.taxes.filter(({ tax_rate: rate }) => rate === tax.tax_rate)), tax.amount);
  }
  for (const line of lines) {
    const parts = credited.lines.filter(({ invoice_line_item: id }) => id === line.id);
    const sign = Math.sign(line.amount);
    atMost(sign * sumOf(parts), sign * line.amount);
    atMost(sign * sumOf(parts.flatMap((part) => part.taxes)), sign * sumOf(line.taxes));
    atMost(sumOf(parts.flatMap((part) => part.discount_amounts)), sumOf(line.discount_amounts));
  }
}

const ofLine = (index: number, amount: number): Input => ({
  lines: [{ type: "invoice_line_item", invoice_line_item: `il_${index}`, amount }],
});

test("a sum, then the line that has the taxes, credit no more tax than there is", () => {
  const invoice = invoiceOf([
    { amount: 1000, taxes: [vat] },
    { amount: 1000, taxes: [] },
  ]);
  expect(invoice.totals).toMatchObject({ total: 2200, total_excluding_tax: 2000 });
  const sum = planCreditNote(invoice.row, [], { amount: 1100 });
  expect(sum).toMatchObject({ tax: 100, total: 1100 });
  const rest = planCreditNote(invoice.row, [sum], ofLine(0, 1000));
  expect(rest).toMatchObject({ tax: 100, total: 1100, subtotal: 1000 });
  expect(rest.lines[0]?.taxes).toMatchObject([{ amount: 100, taxable_amount: 500 }]);
});

test("lines without tax credit no more than the invoice has without it", () => {
  const invoice = invoiceOf([{ amount: 1000, taxes: [vat] }]);
  const custom = (unit: number): Input => ({ lines: [{ type: "custom_line_item", unit_amount: unit }] });
  const note = planCreditNote(invoice.row, [], custom(600));
  const more = planCreditNote(invoice.row, [note], custom(401));
  expect(() => assertPartsLeft(invoice.row, [note], more)).toThrow("At most 400 of the subtotal");
  const last = planCreditNote(invoice.row, [note], { amount: 600 });
  expect(last).toMatchObject({ tax: 200, total: 600 });
});

test("a line's own discount is not in the subtotal of a note, as it is not in its invoice's", () => {
  const invoice = invoiceOf([{ amount: 1000, taxes: [vat], discounts: [own] }], [all]);
  expect(invoice.totals).toMatchObject({ subtotal: 750, total: 810 });
  expect(planCreditNote(invoice.row, [], ofLine(0, 1000))).toMatchObject({ subtotal: 750, tax: 135, total: 810 });
});

const taxesOfLine = fc.subarray([vat, levy, within]);
const anyLine = fc.record({
  amount: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: -900, max: -1 })),
  taxes: taxesOfLine,
  discounts: fc.subarray([own]),
});
const anyLineInput = fc.oneof(
  fc.record({ index: fc.nat({ max: 3 }), part: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ unit: fc.integer({ min: 1, max: 3000 }) }),
);
const anyNote = fc.oneof(
  fc.record({ amount: fc.integer({ min: 1, max: 6000 }) }),
  fc.record({ lines: fc.array(anyLineInput, { minLength: 1, maxLength: 3 }) }),
);

test("whatever is credited in whatever order, nothing is credited twice, and a sum takes the rest to the cent", () => {
  fc.assert(
    fc.property(
      fc.array(anyLine, { minLength: 1, maxLength: 4 }),
      fc.subarray([all]),
      fc.array(anyNote, { maxLength: 8 }),
      (lines, discounts, wanted) => {
        const invoice = invoiceOf(lines, discounts);
        const { totals } = invoice;
        fc.pre(totals.total > 0 && totals.total_excluding_tax > 0);
        const notes: CreditPlan[] = [];
        for (const want of wanted) {
          const input: Input =
            "amount" in want
              ? want
              : {
                  lines: want.lines.map((one) => {
                    if ("unit" in one) return { type: "custom_line_item", unit_amount: one.unit };
                    const line = invoice.lines[one.index % lines.length]!;
                    const amount = Math.trunc((line.amount * one.part) / 100);
                    return { type: "invoice_line_item", invoice_line_item: line.id, amount };
                  }),
                };
          const note = creditedBy(invoice, notes, input);
          if (note) notes.push(note);
          expectWithin(invoice, notes);
        }
        const left = totals.total - creditedIn(notes).total;
        const rest = left > 0 && creditedBy(invoice, notes, { amount: left });
        if (rest) notes.push(rest);
        expect(creditedIn(notes).total).toBe(totals.total);
        expectWithin(invoice, notes);
      },
    ),
    { numRuns: 2000 },
  );
});
