import type { CreditNote, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { postToLedger } from "../../balance/index.ts";
import { createRefund } from "../../payments/index.ts";
import { creditMovement, prepareCreditNote, refunded, refundsOf, toCreditNote } from "./credit-note.ts";
import type { CreditNoteRow } from "./credit-note-tables.ts";
import { moveBalance } from "./customer-balance.ts";
import { amountDue, saveInvoice } from "../invoices/invoice.ts";
import { changePayment, endPayment } from "../invoices/invoice-payment.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { settleInvoice } from "../invoices/settle-invoice.ts";
import { creditNotes } from "../store.ts";

/** Credits a customer for a finalised invoice. What is not paid is owed less; of what is paid, something goes back. */
export async function createCreditNote(
  ctx: Context,
  input: InputOf<Operations["credit_notes.create"]>,
): Promise<CreditNote> {
  const { row, invoice } = await prepareCreditNote(ctx, ctx.platform.ids("creditNote"), input);
  await ctx.tx.run(creditNotes.insert, row);
  const settled = { ...row, ...(await settle(ctx, row, invoice)) };
  await ctx.tx.run(creditNotes.update, settled);
  await postToLedger(ctx, creditMovement(settled));
  const note = toCreditNote(ctx, settled);
  await recordEvent(ctx, "credit_note.created", note);
  const credited = { ...invoice, undeferred: invoice.undeferred + row.deferred };
  const { total } = row;
  if (row.type === "pre_payment") await oweLess(ctx, { ...credited, credited_before: invoice.credited_before + total });
  else await saveInvoice(ctx, { ...credited, credited_after: invoice.credited_after + total }, "invoice.updated");
  return note;
}

/** Sends back what goes back by a refund or to the balance. */
async function settle(
  ctx: Context,
  row: CreditNoteRow,
  invoice: InvoiceRow,
): Promise<Pick<CreditNoteRow, "refunds" | "balance_transaction">> {
  const { customer, currency, credit_amount: credited } = row;
  const refunds = refundsOf(row);
  const amount = row.refund_amount - refunded(refunds);
  if (amount > 0) {
    const { id } = await createRefund(ctx, { payment_intent: invoice.payment_intent ?? "", amount }, "refund_amount");
    refunds.push({ amount_refunded: amount, refund: id });
  }
  const move = { customer, currency, amount: -credited, type: "credit_note", invoice: invoice.id } as const;
  const change = credited === 0 ? null : await moveBalance(ctx, { ...move, credit_note: row.id });
  return { refunds: JSON.stringify(refunds), balance_transaction: change?.id ?? null };
}

/** An invoice is owed less, and paid where nothing is left. */
async function oweLess(ctx: Context, invoice: InvoiceRow): Promise<void> {
  if (amountDue(invoice) === 0) {
    await endPayment(ctx, invoice);
    await settleInvoice(ctx, invoice);
    return;
  }
  await changePayment(ctx, invoice);
  await saveInvoice(ctx, invoice, "invoice.updated");
}
