import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { unscheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { postToLedger } from "../../balance/index.ts";
import { followSettled } from "./follow-invoice.ts";
import { amountDue, assertInvoiceAllows, overdueInvoiceJob, saveInvoice } from "./invoice.ts";
import { toInvoicePayment } from "./invoice-payments.ts";
import type { InvoiceRow } from "./invoice-tables.ts";

/** Notes that an invoice is paid: by its payment, or elsewhere. */
export async function settleInvoice(ctx: Context, row: InvoiceRow, elsewhere = false): Promise<Invoice> {
  assertInvoiceAllows(ctx, row, "pay");
  const { id, currency } = row;
  const amount = amountDue(row);
  await recover(ctx, row);
  await postToLedger(ctx, {
    movement: elsewhere ? "invoice_paid_elsewhere" : "invoice_paid",
    cause: id,
    currency,
    amount,
  });
  await unscheduleVerb(ctx, overdueInvoiceJob, id);
  const byPayment = row.payment_intent !== null && amount > 0 && !elsewhere;
  const paid: InvoiceRow = {
    ...row,
    status: "paid",
    payment_status: byPayment ? "paid" : row.payment_status && "canceled",
    amount_paid: amount,
    paid_at: ctx.now,
    paid_out_of_band: Number(elsewhere),
    next_payment_attempt: null,
  };
  const invoice = await saveInvoice(ctx, paid, "invoice.paid", "invoice.payment_succeeded");
  if (byPayment) {
    const payment = toInvoicePayment(paid, ctx.principal.mode === "live");
    await recordEvent(ctx, "invoice_payment.paid", payment);
  }
  await followSettled(ctx, paid);
  return invoice;
}

/** What was written off is owed again, before it is paid or taken back. */
export async function recover(ctx: Context, row: InvoiceRow): Promise<void> {
  if (row.status !== "uncollectible") return;
  const { id, currency } = row;
  await postToLedger(ctx, { movement: "invoice_recovered", cause: id, currency, amount: amountDue(row) });
}
