import type { Difference, Reconciliation } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { readAll, type Moved } from "../balance/index.ts";
import { compareAmount, getPaymentIntent, reconcile as reconcilePayments } from "../payments/index.ts";
import { amountDue, toInvoice } from "./invoices/invoice.ts";
import { taxIn } from "./invoices/invoice-lines.ts";
import { worthOf } from "./invoices/invoice-pricing.ts";
import type { CustomerBalanceRow, InvoiceRow } from "./invoices/invoice-tables.ts";
import { compareCredits, creditMovements, creditsOf } from "./reconcile-credit.ts";
import { comparePeriods } from "./reconcile-periods.ts";
import { compareRevenue, revenueMovements } from "./reconcile-revenue.ts";
import { sumOf } from "./invoices/rounding.ts";
import { creditNotes, customerBalances, invoices, revenueBookings, subscriptions } from "./store.ts";

/** Proves invoices, their payments and the customers' balances, and with them all payments, against the ledger. */
export async function reconcile(ctx: Context): Promise<Reconciliation> {
  const rows = await readAll(ctx, invoices.behind);
  const changes = await readAll(ctx, customerBalances.behind);
  const notes = await readAll(ctx, creditNotes.behind);
  const credits = creditsOf(notes);
  const bookings = await readAll(ctx, revenueBookings.behind);
  const running = await readAll(ctx, subscriptions.behind);
  const received = new Map<string, number>();
  for (const { payment_intent: id } of rows) {
    if (id !== null) received.set(id, (await getPaymentIntent(ctx, { id })).amount_received);
  }
  return reconcilePayments(ctx, {
    checked: {
      subscriptions: running.length,
      invoices: rows.length,
      credit_notes: notes.length,
      customer_balance_transactions: changes.length,
    },
    movements: [
      ...rows.flatMap((row) => [...movementsOf(row, credits)]),
      ...creditMovements(notes, changes),
      ...revenueMovements(bookings),
    ],
    differences: [
      ...rows.flatMap((row) => [...compareInvoice(ctx, row, received)]),
      ...compareApplied(rows, changes),
      ...compareCredits(notes, rows, changes),
      ...compareRevenue(rows, bookings, notes),
      ...comparePeriods(running, rows),
      ...compareNumbers(rows),
      ...compareBalances(changes),
    ],
  });
}

/** Every movement that an invoice stands for. */
function* movementsOf(row: InvoiceRow, credits: ReturnType<typeof creditsOf>): Generator<Moved> {
  if (row.finalized_at === null) return;
  const { id: cause, currency, total, balance_applied: applied, status } = row;
  const due = amountDue(row);
  const tax = taxIn(row);
  yield { movement: "invoice_finalized", cause, currency, amount: total, tax, deferred: row.deferred };
  yield { movement: "invoice_credit", cause, currency, amount: applied };
  if (row.marked_uncollectible_at !== null) {
    const amount = due + (credits.get(cause)?.writtenOff ?? 0);
    yield { movement: "invoice_written_off", cause, currency, amount };
    if (status !== "uncollectible") yield { movement: "invoice_recovered", cause, currency, amount: due };
  }
  if (status === "paid") {
    const movement = row.paid_out_of_band === 1 ? "invoice_paid_elsewhere" : "invoice_paid";
    yield { movement, cause, currency, amount: due };
  }
  if (status === "void") {
    const credited = credits.get(cause) ?? { total: 0, tax: 0, deferred: 0 };
    yield {
      movement: "invoice_voided",
      cause,
      currency,
      amount: total - credited.total,
      tax: tax - credited.tax,
      deferred: row.undeferred - credited.deferred,
    };
    yield { movement: "invoice_credit_returned", cause, currency, amount: applied };
  }
}

/** An invoice with its lines, and with what its payment received. */
function* compareInvoice(ctx: Context, row: InvoiceRow, received: ReadonlyMap<string, number>): Generator<Difference> {
  const { lines, amount_paid: paid, amount_due: due, status } = toInvoice(ctx, row);
  const taxes = lines.data.flatMap((line) => line.taxes);
  const sum = lines.data.reduce((total, line) => total + worthOf(line), 0);
  yield* compareAmount("invoices", row.id, "total", sum, row.total);
  yield* compareAmount("invoices", row.id, "total_taxes", sumOf(taxes), taxIn(row));
  yield* compareAmount("invoices", row.id, "amount_paid", status === "paid" ? due : 0, paid);
  const by = row.payment_intent === null ? 0 : (received.get(row.payment_intent) ?? 0);
  const byPayment = status === "paid" && row.paid_out_of_band === 0 ? due : 0;
  yield* compareAmount("invoices", row.id, "received by its payment", byPayment, by);
}

/** What each invoice took from a balance, with the changes of that balance. */
function* compareApplied(rows: readonly InvoiceRow[], changes: readonly CustomerBalanceRow[]): Generator<Difference> {
  const byInvoices = changes.filter(({ type }) => type === "applied_to_invoice" || type === "unapplied_from_invoice");
  const changesOf = Map.groupBy(byInvoices, ({ invoice }) => invoice);
  for (const { id, balance_applied: applied, status } of rows) {
    const sum = (changesOf.get(id) ?? []).reduce((total, { amount }) => total + amount, 0);
    yield* compareAmount("invoices", id, "change of the customer's balance", status === "void" ? 0 : applied, sum);
  }
}

/** The numbers of the finalised invoices: one by one, without a gap. */
function* compareNumbers(rows: readonly InvoiceRow[]): Generator<Difference> {
  const numbered = rows.filter(({ sequence }) => sequence !== null);
  for (const [index, row] of numbered.toSorted((a, b) => Number(a.sequence) - Number(b.sequence)).entries()) {
    yield* compareAmount("invoices", row.id, "number", index + 1, Number(row.sequence));
  }
}

/** Each balance with the changes that led to it. */
function* compareBalances(changes: readonly CustomerBalanceRow[]): Generator<Difference> {
  const balances = new Map<string, number>();
  for (const { id, customer, currency, amount, ending_balance: ending } of changes) {
    const key = `${customer}:${currency}`;
    const expected = (balances.get(key) ?? 0) + amount;
    yield* compareAmount("customer_balance_transactions", id, "ending_balance", expected, ending);
    balances.set(key, ending);
  }
}
