import type { Context } from "../../../platform/context.ts";
import { daySeconds } from "../../../platform/day.ts";
import { scheduleVerb } from "../../../platform/queue/verb-job.ts";
import { readSettings } from "../../settings/index.ts";
import { followFailure } from "./follow-invoice.ts";
import { overdueInvoiceJob, saveInvoice } from "./invoice.ts";
import { requestInvoiceMail } from "./invoice-mail.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { invoices } from "../store.ts";

/** Has the clock come back when the customer of an open invoice is next reminded of it: before it is due, on that day and after it. */
export async function planReminder(ctx: Context, row: InvoiceRow): Promise<void> {
  const next = (await instantsOf(ctx, row)).find((at) => at > ctx.now);
  if (next !== undefined) await scheduleVerb(ctx, overdueInvoiceJob, row.id, next);
}

/** Tells that an open invoice will be due, or is overdue, and reminds its customer. */
export async function remindOfInvoice(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(invoices.find, { id, realm: ctx.principal.realm });
  if (row?.status !== "open" || row.due_date === null) return;
  const early = ctx.now < row.due_date;
  const previous = (await instantsOf(ctx, row)).findLast((at) => at <= ctx.now) ?? row.due_date;
  await requestInvoiceMail(ctx, early ? "invoice_reminder" : "invoice_overdue", row);
  if (early) await saveInvoice(ctx, row, "invoice.will_be_due");
  else if (previous === row.due_date) {
    await saveInvoice(ctx, row, "invoice.overdue");
    await followFailure(ctx, row);
  }
  await planReminder(ctx, row);
}

/** When the customer of an invoice is reminded, in order. */
async function instantsOf(ctx: Context, { due_date: due }: InvoiceRow): Promise<number[]> {
  if (due === null) return [];
  const { invoice_reminder_days: before, invoice_overdue_days: behind } = await readSettings(ctx);
  return [...before.map((days) => -days), 0, ...behind]
    .map((days) => due + days * daySeconds)
    .toSorted((a, b) => a - b);
}
