import type { Difference } from "@micro/sdk/contract";

import type { Moved } from "../balance/index.ts";
import { compareAmount } from "../payments/index.ts";
import { creditMovement, planOf, refunded, refundsOf } from "./credit/credit-note.ts";
import type { CreditNoteRow } from "./credit/credit-note-tables.ts";
import type { CustomerBalanceRow, InvoiceRow } from "./invoices/invoice-tables.ts";
import { worthOf } from "./invoices/invoice-pricing.ts";
import { sumOf } from "./invoices/rounding.ts";

/** What credit notes took off an invoice. */
type Credited = Pick<CreditNoteRow, "total" | "deferred"> & { tax: number; writtenOff: number };

/** What issued credit notes took off each invoice, by its id. */
export function creditsOf(notes: readonly CreditNoteRow[]): ReadonlyMap<string, Credited> {
  const credits = new Map<string, Credited>();
  for (const note of notes.filter(({ status }) => status === "issued")) {
    const { total = 0, tax = 0, deferred = 0, writtenOff = 0 } = credits.get(note.invoice) ?? {};
    credits.set(note.invoice, {
      total: total + note.total,
      tax: tax + planOf(note).tax,
      deferred: deferred + note.deferred,
      writtenOff: writtenOff + (note.written_off === 1 ? note.total : 0),
    });
  }
  return credits;
}

/** Every movement that credit notes and adjustments of balances stand for. */
export function* creditMovements(
  notes: readonly CreditNoteRow[],
  changes: readonly CustomerBalanceRow[],
): Generator<Moved> {
  for (const note of notes) {
    yield creditMovement(note);
    if (note.status === "issued") continue;
    const { id: cause, currency, total: amount, deferred } = note;
    yield { movement: "credit_note_voided", cause, currency, amount, tax: planOf(note).tax, deferred };
  }
  for (const { id: cause, currency, amount, type } of changes) {
    if (type === "adjustment") yield { movement: "customer_balance_adjusted", cause, currency, amount: -amount };
  }
}

/** Credit notes with their lines, with what they put on balances, and with what their invoices say of them. */
export function* compareCredits(
  notes: readonly CreditNoteRow[],
  invoices: readonly InvoiceRow[],
  changes: readonly CustomerBalanceRow[],
): Generator<Difference> {
  for (const note of notes) {
    const { lines, total } = planOf(note);
    const worth = lines.reduce((sum, line) => sum + worthOf(line), 0);
    yield* compareAmount("credit_notes", note.id, "total", worth, total);
    yield* compareAmount("credit_notes", note.id, "refund_amount", refunded(refundsOf(note)), note.refund_amount);
    const given = changes.filter(({ credit_note: id }) => id === note.id);
    yield* compareAmount("credit_notes", note.id, "credit_amount", note.credit_amount + sumOf(given), 0);
  }
  const issued = notes.filter(({ status }) => status === "issued");
  for (const invoice of invoices) {
    for (const [type, found] of [
      ["pre_payment", invoice.credited_before],
      ["post_payment", invoice.credited_after],
    ] as const) {
      const wanted = issued.filter((note) => note.invoice === invoice.id && note.type === type);
      const sum = wanted.reduce((total, note) => total + note.total, 0);
      yield* compareAmount("invoices", invoice.id, `${type}_credit_notes_amount`, sum, found);
    }
  }
}
