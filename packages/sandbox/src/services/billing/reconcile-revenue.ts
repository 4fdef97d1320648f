import type { Difference } from "@micro/sdk/contract";

import type { Moved } from "../balance/index.ts";
import { compareAmount } from "../payments/index.ts";
import type { CreditNoteRow } from "./credit/credit-note-tables.ts";
import { linesOf } from "./invoices/invoice-lines.ts";
import type { InvoiceRow, RevenueBookingRow } from "./invoices/invoice-tables.ts";
import { unearned } from "./revenue/revenue.ts";
import { deferralsOf, deferredIn, earnedBy, earnedWithin } from "./revenue/revenue-rule.ts";
import { creditsOf } from "./reconcile-credit.ts";
import { sumOf } from "./invoices/rounding.ts";

/** Every movement that earned parts of invoices stand for. */
export const revenueMovements = (bookings: readonly RevenueBookingRow[]): Moved[] =>
  bookings.map(({ id, currency, amount }) => ({ movement: "revenue_recognised", cause: id, currency, amount }));

/** What each invoice deferred, with what its lines say, with what was booked as earned, and with what was credited. */
export function* compareRevenue(
  invoices: readonly InvoiceRow[],
  bookings: readonly RevenueBookingRow[],
  notes: readonly CreditNoteRow[],
): Generator<Difference> {
  const credits = creditsOf(notes);
  const everCredited = new Set(notes.map(({ invoice }) => invoice));
  const bookingsOf = Map.groupBy(bookings, ({ invoice }) => invoice);
  for (const row of invoices) {
    if (row.finalized_at === null) continue;
    const deferrals = deferralsOf(linesOf(row), row.finalized_at);
    yield* compareAmount("invoices", row.id, "deferred revenue", deferredIn(deferrals), row.deferred);
    const booked = bookingsOf.get(row.id) ?? [];
    yield* compareAmount("invoices", row.id, "recognised revenue", sumOf(booked), row.recognised);
    if (row.status === "void") yield* compareAmount("invoices", row.id, "revenue to be earned", 0, unearned(row));
    else {
      const credited = credits.get(row.id)?.deferred ?? 0;
      yield* compareAmount("invoices", row.id, "revenue that is never earned", credited, row.undeferred);
    }
    if (row.status === "void" || everCredited.has(row.id)) continue;
    let earned = 0;
    for (const { amount, created, id } of booked) {
      earned += amount;
      const due = earnedWithin(row.deferred, earnedBy(deferrals, created));
      yield* compareAmount("invoices", id, "revenue by then", due, earned);
    }
  }
}
