import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getPaymentIntent } from "../../payments/index.ts";
import { amountDue, saveInvoice } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { attempted, chosenMethod, recordFailure, tryPayment } from "./invoice-payment.ts";
import { openInvoice } from "./finalize-invoice.ts";
import { mailInvoice } from "./send-invoice.ts";
import { settleInvoice } from "./settle-invoice.ts";
import { invoices, invoicesOfIntent } from "../store.ts";

/** Does what is due to an invoice that the clock moves on: finalises the draft, and has it paid or tries once more. */
export async function advanceInvoice(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(invoices.find, { id, realm: ctx.principal.realm });
  if (!row || row.auto_advance === 0) return;
  if (row.status === "open") return collect(ctx, row);
  if (row.status !== "draft") return;
  const open = await openUnlessRefused(ctx, row);
  if (!open) return;
  if (amountDue(open) === 0) await settleInvoice(ctx, open);
  else if (open.collection_method === "send_invoice") await mailInvoice(ctx, open);
  else await collect(ctx, open);
}

/** Finalises a draft. If there is nobody to charge, it stays a draft and is left to its owner. */
export async function openUnlessRefused(ctx: Context, row: InvoiceRow): Promise<InvoiceRow | undefined> {
  try {
    return await ctx.tx.savepoint(() => openInvoice(ctx, row));
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    await saveInvoice(ctx, { ...row, auto_advance: 0, next_payment_attempt: null }, "invoice.updated");
    return undefined;
  }
}

async function collect(ctx: Context, row: InvoiceRow): Promise<void> {
  if (row.collection_method !== "charge_automatically") return;
  try {
    const method = await chosenMethod(ctx, row);
    if (method === null) await recordFailure(ctx, row);
    else await ctx.tx.savepoint(() => tryPayment(ctx, row, method));
  } catch (cause) {
    // The customer is gone, or the method was detached: the try failed before it reached a bank.
    if (!(cause instanceof DomainError)) throw cause;
    await recordFailure(ctx, row);
  }
}

/** The events of payments that invoices follow. */
export const followedEvents = ["payment.failed", "payment.succeeded"] as const;

/**
 * Follows a payment that went on elsewhere: by the payer's own confirmation, after an authentication, or when the bank
 * answered. It can be told the same thing again and does nothing then.
 */
export async function followInvoicePayment(
  ctx: Context,
  type: (typeof followedEvents)[number],
  paymentIntent: string,
): Promise<void> {
  const key = { realm: ctx.principal.realm, payment_intent: paymentIntent };
  const row = await ctx.tx.first(invoicesOfIntent, key);
  if (row?.status !== "open" && row?.status !== "uncollectible") return;
  if (type === "payment.succeeded") {
    await settleInvoice(ctx, row.attempt_count === 0 ? attempted(ctx, row) : row);
    return;
  }
  const { latest_charge: charge, status } = await getPaymentIntent(ctx, { id: paymentIntent });
  // A decline that was answered at once has been counted already.
  if (status !== "requires_payment_method" || charge === row.latest_charge) return;
  await recordFailure(ctx, { ...row, latest_charge: charge });
}
