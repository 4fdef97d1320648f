import type { Context } from "../../../platform/context.ts";
import { scheduleVerb } from "../../../platform/queue/verb-job.ts";
import { postToLedger } from "../../balance/index.ts";
import { linesOf } from "../invoices/invoice-lines.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { deferralsOf, deferredIn, earnedBy, earnedWithin, nextBooking } from "./revenue-rule.ts";
import { invoices, revenueBookings, setRecognised } from "../store.ts";

/** The kind of job that books what an invoice has earned. */
export const recogniseRevenueJob = "invoice.recognise";

type Deferring = Pick<InvoiceRow, "deferred" | "recognised" | "undeferred">;

/** What of an invoice is still to be earned. */
export const unearned = (row: Deferring) => row.deferred - row.undeferred - row.recognised;

/** How much of a credited amount was not earned yet: that part is credited first. */
export function unearnedOf(row: Deferring, amount: number): number {
  return Math.min(Math.max(0, unearned(row)), amount);
}

/** What is deferred of an invoice that is finalised now, with the clock told when the first part is earned. */
export async function deferRevenue(ctx: Context, row: InvoiceRow): Promise<number> {
  const deferrals = deferralsOf(linesOf(row), ctx.now);
  const next = nextBooking(deferrals, ctx.now);
  if (next !== undefined) await scheduleVerb(ctx, recogniseRevenueJob, row.id, next);
  return deferredIn(deferrals);
}

/** Books what an invoice has earned since the last time. */
export async function recogniseRevenue(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(invoices.find, { id, realm: ctx.principal.realm });
  if (!row || row.finalized_at === null || row.status === "void") return;
  const deferrals = deferralsOf(linesOf(row), row.finalized_at);
  const next = nextBooking(deferrals, ctx.now);
  const whole = row.deferred - row.undeferred;
  const amount = (next === undefined ? whole : earnedWithin(whole, earnedBy(deferrals, ctx.now))) - row.recognised;
  if (amount !== 0) {
    const booking = {
      // An instant can have two, where a credit note was taken back.
      id: `${id}:revenue:${ctx.now}:${row.recognised}`,
      realm: row.realm,
      invoice: id,
      currency: row.currency,
      amount,
      created: ctx.now,
    };
    await ctx.tx.run(revenueBookings.insert, booking);
    await postToLedger(ctx, { movement: "revenue_recognised", cause: booking.id, currency: row.currency, amount });
    await ctx.tx.run(setRecognised, { id, realm: row.realm, recognised: row.recognised + amount });
  }
  if (next !== undefined) await scheduleVerb(ctx, recogniseRevenueJob, id, next);
}
