import type { InvoicePayment, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { amountDue } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { invoices } from "../store.ts";

/** Reads the payment of an invoice. */
export async function getInvoicePayment(
  { tx, principal }: Context,
  { id }: InputOf<Operations["invoice_payments.get"]>,
): Promise<InvoicePayment> {
  const row = await tx.first(invoices.find, { id: invoiceIdOf(id), realm: principal.realm });
  if (!row || row.payment_intent === null) throw resourceMissing("payment of an invoice", id);
  return toInvoicePayment(row, principal.mode === "live");
}

/** Lists the payments of invoices. */
export function listInvoicePayments(
  { tx, principal }: Context,
  input: InputOf<Operations["invoice_payments.list"]>,
): Promise<List<InvoicePayment>> {
  const { invoice, payment_intent: intent, status, starting_after: after, ending_before: before, ...params } = input;
  return invoices.page(tx, {
    url: "/billing/invoice_payments",
    owner: principal.realm,
    params: {
      ...params,
      ...(after !== undefined && { starting_after: invoiceIdOf(after) }),
      ...(before !== undefined && { ending_before: invoiceIdOf(before) }),
    },
    filters: { id: invoice, payment_intent: intent, payment_status: status },
    // Every invoice with a payment intent.
    prefixes: { payment_intent: "pi_" },
    toResource: (row) => toInvoicePayment(row, principal.mode === "live"),
  });
}

/** The ids of an invoice and of its payment differ in their prefix only. */
const invoiceIdOf = (payment: string) => payment.replace(/^inpay_/, "in_");

/** The payment of an invoice as the API shows it. */
export function toInvoicePayment(row: InvoiceRow, livemode: boolean): InvoicePayment {
  const status = row.payment_status ?? "open";
  return {
    id: row.id.replace(/^in_/, "inpay_"),
    object: "invoice_payment",
    amount_paid: status === "paid" ? row.amount_paid : null,
    amount_requested: amountDue(row),
    canceled_at: status === "canceled" ? (row.voided_at ?? row.paid_at) : null,
    created: row.finalized_at ?? row.created,
    currency: row.currency,
    invoice: row.id,
    livemode,
    paid_at: status === "paid" ? row.paid_at : null,
    payment_intent: row.payment_intent ?? "",
    status,
  };
}
