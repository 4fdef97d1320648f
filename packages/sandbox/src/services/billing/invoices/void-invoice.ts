import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { unscheduleVerb } from "../../../platform/queue/verb-job.ts";
import { postToLedger } from "../../balance/index.ts";
import { creditedOf } from "../credit/credit-note.ts";
import { moveBalance } from "../credit/customer-balance.ts";
import { followSettled } from "./follow-invoice.ts";
import { assertInvoiceAllows, getInvoiceRow, overdueInvoiceJob, saveInvoice } from "./invoice.ts";
import { taxIn } from "./invoice-lines.ts";
import { endPayment } from "./invoice-payment.ts";
import { recogniseRevenueJob, unearned } from "../revenue/revenue.ts";
import { recover } from "./settle-invoice.ts";

/** Takes an invoice back: nothing is owed, and the customer has back what his balance had paid of it. */
export async function voidInvoice(ctx: Context, { id }: { id: string }): Promise<Invoice> {
  const row = await getInvoiceRow(ctx, id);
  assertInvoiceAllows(ctx, row, "void");
  const { customer, currency, total, balance_applied: applied } = row;
  await endPayment(ctx, row, "void_invoice");
  await recover(ctx, row);
  const credited = await creditedOf(ctx, id);
  await postToLedger(ctx, {
    movement: "invoice_voided",
    cause: id,
    currency,
    amount: total - credited.total,
    tax: taxIn(row) - credited.tax,
    deferred: unearned(row),
  });
  await postToLedger(ctx, { movement: "invoice_credit_returned", cause: id, currency, amount: applied });
  const type = "unapplied_from_invoice";
  await moveBalance(ctx, { customer, currency, type, amount: applied === 0 ? 0 : -applied, invoice: id });
  await unscheduleVerb(ctx, overdueInvoiceJob, id);
  await unscheduleVerb(ctx, recogniseRevenueJob, id);
  const ended = {
    ...row,
    status: "void",
    undeferred: row.undeferred + unearned(row),
    voided_at: ctx.now,
    payment_status: row.payment_status && "canceled",
    next_payment_attempt: null,
  } as const;
  const invoice = await saveInvoice(ctx, ended, "invoice.voided");
  await followSettled(ctx, ended);
  return invoice;
}
