import type { CreditNote } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { scheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { postToLedger } from "../../balance/index.ts";
import { getCreditNoteRow, planOf, toCreditNote } from "./credit-note.ts";
import { getInvoiceRow, saveInvoice } from "../invoices/invoice.ts";
import { changePayment } from "../invoices/invoice-payment.ts";
import { recogniseRevenueJob } from "../revenue/revenue.ts";
import { creditNotes } from "../store.ts";

/** Takes a credit note back while its invoice is open: what it took off is owed again. */
export async function voidCreditNote(ctx: Context, { id }: { id: string }): Promise<CreditNote> {
  const row = await getCreditNoteRow(ctx, id);
  const invoice = await getInvoiceRow(ctx, row.invoice);
  if (row.status !== "issued" || row.type !== "pre_payment" || invoice.status !== "open") {
    throw new DomainError("state_conflict", {
      message:
        row.status === "issued"
          ? `The invoice ${invoice.id} is '${invoice.status}': a credit note is void only while it is open.`
          : "The credit note is void already.",
      param: "id",
      resource: { credit_note: toCreditNote(ctx, row) },
    });
  }
  const { currency, total: amount, deferred } = row;
  const { tax } = planOf(row);
  await postToLedger(ctx, { movement: "credit_note_voided", cause: id, currency, amount, tax, deferred });
  const ended = { ...row, status: "void", voided_at: ctx.now } as const;
  await ctx.tx.run(creditNotes.update, ended);
  const note = toCreditNote(ctx, ended);
  await recordEvent(ctx, "credit_note.voided", note);
  const owed = {
    ...invoice,
    credited_before: invoice.credited_before - amount,
    undeferred: invoice.undeferred - deferred,
  };
  // Time can have passed in which a part of it would have been earned.
  if (deferred !== 0) await scheduleVerb(ctx, recogniseRevenueJob, invoice.id, ctx.now);
  await changePayment(ctx, owed);
  await saveInvoice(ctx, owed, "invoice.updated");
  return note;
}
