import type { CreditNoteLine, InputOf, InvoiceLine, Operations } from "@micro/sdk/contract";

import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { linesOf, totalsIn, type StoredLine } from "../invoices/invoice-lines.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { worthOf } from "../invoices/invoice-pricing.ts";
import { portion, sumOf } from "../invoices/rounding.ts";

type Input = Pick<InputOf<Operations["credit_notes.create"]>, "amount" | "lines">;
type LineInput = NonNullable<Input["lines"]>[number];
type Tax = InvoiceLine["taxes"][number];
type Parts = Pick<CreditNoteLine, "amount" | "discount_amounts" | "taxes">;
/** A line as a credit note stores it. */
type CreditLine = Omit<CreditNoteLine, "id" | "object" | "livemode">;

/** What a credit note credits. */
export interface CreditPlan {
  lines: CreditLine[];
  subtotal: number;
  tax: number;
  total: number;
}

/**
 * Works out what is credited of an invoice. The rule: a part of a line takes the same part of its discounts and taxes,
 * counted from the line's beginning and less what earlier notes took, so that notes that credit all of a line credit all
 * of its discounts and taxes. A sum takes the same part of the invoice's taxes, in the same way; of what it took, a line
 * that is credited after it has nothing.
 */
export function planCreditNote(invoice: InvoiceRow, before: readonly CreditPlan[], input: Input): CreditPlan {
  if ((input.amount === undefined) === (input.lines === undefined)) {
    throw new DomainError(input.amount === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `amount` or `lines`: one of the two.",
      param: "amount",
    });
  }
  const lines: CreditLine[] = [];
  for (const [index, line] of (input.lines ?? []).entries()) {
    const known = [...before.flatMap((note) => note.lines), ...lines];
    lines.push(line.type === "custom_line_item" ? customLine(line, index) : invoiceLine(invoice, known, line, index));
  }
  if (input.amount !== undefined) lines.push(sumLine(invoice, before, input.amount));
  return sumsOf(invoice, withoutTaken(invoice, before, lines));
}

/** Lines without the taxes that are credited already, with a sum of which they were a part. */
function withoutTaken(invoice: InvoiceRow, before: readonly CreditPlan[], lines: CreditLine[]): CreditLine[] {
  const taken = before.flatMap((note) => note.lines.flatMap((line) => line.taxes));
  return totalsIn(invoice).total_taxes.reduce((kept, { amount: all, tax_rate: rate }) => {
    const taxIn = (taxes: readonly Tax[]) => sumOf(taxes.filter((tax) => tax.tax_rate === rate));
    const sign = all < 0 ? -1 : 1;
    let excess = sign * (taxIn(taken) + taxIn(kept.flatMap((line) => line.taxes)) - all);
    const reduced = (tax: Tax): Tax => {
      const cut = tax.tax_rate === rate ? Math.min(excess, sign * tax.amount) : 0;
      if (cut <= 0) return tax;
      excess -= cut;
      const amount = tax.amount - sign * cut;
      return { ...tax, amount, taxable_amount: portion(tax.taxable_amount, amount, tax.amount) };
    };
    return kept.map((line) => ({ ...line, taxes: line.taxes.map(reduced) }));
  }, lines);
}

/** Throws where more would be credited of a sum of the invoice than there is; of its total, its status says what is left. */
export function assertPartsLeft(invoice: InvoiceRow, before: readonly CreditPlan[], plan: CreditPlan): void {
  const { subtotal: lines, total, total_excluding_tax: net } = totalsIn(invoice);
  for (const [whole, all, of] of [
    ["subtotal", lines, ({ subtotal }: CreditPlan) => subtotal],
    ["taxes", total - net, ({ tax }: CreditPlan) => tax],
    ["total without taxes", net, (note: CreditPlan) => note.total - note.tax],
  ] as const) {
    const left = Math.max(
      0,
      before.reduce((rest, note) => rest - of(note), all),
    );
    if (of(plan) <= left) continue;
    throw new DomainError("amount_too_large", {
      message: `At most ${left} of the ${whole} of the invoice ${invoice.id} can be credited; this is ${of(plan)}. A sum, sent as \`amount\`, takes its part of each.`,
      param: "lines",
    });
  }
}

/** Takes a part of a whole that was taken from before: of its discounts and taxes as much as of itself; of nothing, nothing. */
function take(whole: Parts, before: readonly Parts[], amount: number): Parts {
  const begun = sumOf(before);
  const partOf = (all: number, taken: number) => {
    if (whole.amount === 0) return 0;
    const part = portion(all, begun + amount, whole.amount) - taken;
    // More than its part can be taken of a sum's taxes, where a note before was for the line that has them.
    return all < 0 ? Math.min(0, part) : Math.max(0, part);
  };
  return {
    amount,
    discount_amounts: whole.discount_amounts.map((entry) => ({
      ...entry,
      amount: partOf(
        entry.amount,
        sumOf(before.flatMap((one) => one.discount_amounts.filter(({ discount }) => discount === entry.discount))),
      ),
    })),
    taxes: whole.taxes.map((entry) => {
      const taken = before.flatMap((one) => one.taxes.filter((tax) => tax.tax_rate === entry.tax_rate));
      const taxable = taken.reduce((total, tax) => total + tax.taxable_amount, 0);
      return {
        ...entry,
        amount: partOf(entry.amount, sumOf(taken)),
        taxable_amount: partOf(entry.taxable_amount, taxable),
      };
    }),
  };
}

function invoiceLine(invoice: InvoiceRow, known: readonly CreditLine[], input: LineInput, index: number): CreditLine {
  const param = `lines.${index}`;
  if (input.invoice_line_item === undefined) {
    throw new DomainError("parameter_missing", { param: `${param}.invoice_line_item` });
  }
  const line = linesOf(invoice).find(({ id }) => id === input.invoice_line_item);
  if (!line) throw resourceMissing("line of the invoice", input.invoice_line_item, `${param}.invoice_line_item`);
  const amount = amountOf(line, input, param);
  const before = known.filter((one) => one.invoice_line_item === line.id);
  const left = line.amount - sumOf(before);
  // Of a line below zero, too, not more is taken back than it gave.
  if (amount > Math.max(0, left) || amount < Math.min(0, left)) {
    throw new DomainError("amount_too_large", {
      message: `At most ${left} of the line ${line.id} can be credited.`,
      param: `${param}.${input.amount === undefined ? "quantity" : "amount"}`,
    });
  }
  return {
    ...take(line, before, amount),
    description: input.description ?? line.description,
    invoice_line_item: line.id,
    quantity: input.quantity ?? null,
    type: "invoice_line_item",
    unit_amount: input.quantity === undefined ? null : line.unit_amount,
  };
}

function amountOf(line: StoredLine, { amount, quantity }: LineInput, param: string): number {
  if ((amount === undefined) === (quantity === undefined)) {
    throw new DomainError(amount === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `amount` or `quantity`: one of the two.",
      param: `${param}.amount`,
    });
  }
  if (amount !== undefined) return amount;
  return portion(line.amount, quantity ?? 0, Math.max(1, line.quantity));
}

function customLine(input: LineInput, index: number): CreditLine {
  const { description = null, quantity = 1, unit_amount: unit } = input;
  const param = `lines.${index}`;
  if (input.invoice_line_item !== undefined || input.amount !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: "A line of its own has a `unit_amount` and a `quantity`.",
      param: `${param}.${input.amount === undefined ? "invoice_line_item" : "amount"}`,
    });
  }
  if (unit === undefined) throw new DomainError("parameter_missing", { param: `${param}.unit_amount` });
  return {
    amount: unit * quantity,
    description,
    discount_amounts: [],
    invoice_line_item: null,
    quantity,
    taxes: [],
    type: "custom_line_item",
    unit_amount: unit,
  };
}

/** One line for a sum, which holds a part of all taxes of the invoice. */
function sumLine(invoice: InvoiceRow, before: readonly CreditPlan[], amount: number): CreditLine {
  const { total, total_taxes: all } = totalsIn(invoice);
  // Of a sum that holds no tax there is none to show.
  const taxes = all.filter(({ taxability_reason: reason }) => reason === undefined);
  const known = before.map((note) => ({
    amount: note.total,
    discount_amounts: [],
    taxes: note.lines.flatMap((line) => line.taxes),
  }));
  const parts = take({ amount: total, discount_amounts: [], taxes }, known, amount);
  return {
    ...parts,
    amount: amount - sumOf(exclusive(parts.taxes)),
    description: null,
    invoice_line_item: null,
    quantity: null,
    type: "custom_line_item",
    unit_amount: null,
  };
}

function sumsOf(invoice: InvoiceRow, lines: CreditLine[]): CreditPlan {
  // As in an invoice's, a line's own discounts are in its subtotal.
  const own = new Set(linesOf(invoice).flatMap((line) => line.discounts));
  const taken = lines.flatMap((line) => line.discount_amounts.filter(({ discount }) => own.has(discount)));
  const total = lines.reduce((sum, line) => sum + worthOf(line), 0);
  return { lines, subtotal: sumOf(lines) - sumOf(taken), tax: sumOf(lines.flatMap((line) => line.taxes)), total };
}

const exclusive = (taxes: InvoiceLine["taxes"]) =>
  taxes.filter(({ tax_behavior: behavior }) => behavior === "exclusive");
