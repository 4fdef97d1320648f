import type { Invoice, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../../platform/errors.ts";
import { scheduleVerb, unscheduleVerb } from "../../../platform/queue/verb-job.ts";
import { recordEvent } from "../../activity/index.ts";
import { smallestCharge } from "../../payments/index.ts";
import { detailsOf } from "./customer-details.ts";
import { invoicePageUrl } from "./invoice-page-url.ts";
import { linesOf, parseIds, totalsIn } from "./invoice-lines.ts";
import { invoiceTransitions, type InvoiceCommand } from "./invoice-state.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { sharesOf } from "../shares.ts";
import { invoices } from "../store.ts";

/** The kinds of the jobs that move invoices on; each is about one invoice. */
export const advanceInvoiceJob = "invoice.advance";
export const overdueInvoiceJob = "invoice.overdue";

/** How long a draft that the clock moves on can still be changed, and an invoice waits to be paid, as Stripe has it. */
export const advanceDelaySeconds = 3600;

/** The invoice as the API shows it. */
export function toInvoice(
  { principal, platform }: Pick<Context, "principal" | "platform">,
  row: Omit<InvoiceRow, "n">,
): Invoice {
  const livemode = principal.mode === "live";
  const { id, currency } = row;
  const lines = linesOf(row);
  const due = row.status === "draft" ? dueOf(row) : amountDue(row);
  const page = row.finalized_at === null ? null : invoicePageUrl(platform, row);
  return {
    id,
    object: "invoice",
    amount_due: due,
    amount_paid: row.amount_paid,
    amount_remaining: due - row.amount_paid,
    attempt_count: row.attempt_count,
    // Where nothing is due, that is all there is to try.
    attempted: row.attempt_count > 0 || (row.status === "paid" && row.paid_out_of_band === 0),
    // Nothing that is over goes on.
    auto_advance: row.auto_advance === 1 && (row.status === "draft" || row.status === "open"),
    billing_reason: row.billing_reason,
    collection_method: row.collection_method,
    created: row.created,
    currency,
    custom_fields: row.custom_fields === null ? null : (JSON.parse(row.custom_fields) as Invoice["custom_fields"]),
    customer: row.customer,
    ...detailsOf(row),
    default_payment_method: row.default_payment_method,
    default_tax_rates: parseIds(row.default_tax_rates),
    description: row.description,
    discounts: parseIds(row.discounts),
    due_date: row.due_date,
    effective_at: row.effective_at ?? row.finalized_at,
    ending_balance: row.finalized_at === null ? null : row.starting_balance + row.balance_applied,
    footer: row.footer,
    hosted_invoice_url: page,
    invoice_pdf: page && `${page}/pdf`,
    lines: {
      object: "list",
      url: `/billing/invoices/${id}/lines`,
      has_more: false,
      data: lines.map((line) => ({ ...line, object: "line_item", currency, invoice: id, livemode })),
    },
    livemode,
    metadata: JSON.parse(row.metadata) as Invoice["metadata"],
    next_payment_attempt: row.next_payment_attempt,
    number: row.number,
    paid_out_of_band: row.paid_out_of_band === 1,
    payment_intent: row.payment_intent,
    payment_settings: { payment_method_types: methodTypesOf(row) },
    period_end: row.created,
    period_start: row.period_start,
    quote: row.quote,
    post_payment_credit_notes_amount: row.credited_after,
    pre_payment_credit_notes_amount: row.credited_before,
    starting_balance: row.starting_balance,
    statement_descriptor: row.statement_descriptor,
    status: row.status,
    status_transitions: {
      finalized_at: row.finalized_at,
      marked_uncollectible_at: row.marked_uncollectible_at,
      paid_at: row.paid_at,
      voided_at: row.voided_at,
    },
    subscription: row.subscription,
    subscription_metadata:
      row.subscription_metadata === null ? null : (JSON.parse(row.subscription_metadata) as Invoice["metadata"]),
    test_clock: row.test_clock,
    ...sharesOf(row, due),
    ...totalsIn(row),
  };
}

/** What invoices, or those of a subscription, can be paid with; null means all that fits. */
export const methodTypesOf = ({ payment_method_types: types }: Pick<InvoiceRow, "payment_method_types">) =>
  // `readMethodTypes` is its only writer.
  types === null ? null : (JSON.parse(types) as PaymentMethodType[]);

/** What the numbers of invoices begin with that are given none of their own. */
export const invoicePrefix = "INV";

/** The number of an invoice that is given none. */
export const numberAt = (sequence: number) => `${invoicePrefix}-${String(sequence).padStart(6, "0")}`;

/**
 * What is to be paid once the customer's balance has done its part: nothing where it is too little to be charged, since that
 * waits for the next invoice.
 */
export function dueOf({ total, starting_balance: starting, currency }: Owed): number {
  const sum = total + starting;
  return sum < smallestCharge(currency) ? 0 : sum;
}
type Owed = Pick<InvoiceRow, "total" | "starting_balance" | "currency">;

/** What was left to pay of a finalised invoice when the customer's balance and credit notes had done their part. */
export const amountDue = (row: Pick<InvoiceRow, "total" | "balance_applied" | "credited_before">) =>
  Math.max(0, row.total - row.balance_applied - row.credited_before);

/** Reads an invoice, or throws. */
export async function getInvoiceRow({ tx, principal }: Context, id: string, param = "id"): Promise<InvoiceRow> {
  const row = await tx.first(invoices.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("invoice", id, param);
  return row;
}

/** Throws where the invoice's status does not allow a command. */
export function assertInvoiceAllows(ctx: Context, row: InvoiceRow, command: InvoiceCommand, param = "id"): void {
  if (invoiceTransitions[row.status][command] !== null) return;
  throw commandRefused("invoice", row, command, { invoice: toInvoice(ctx, row) }, param);
}

/** The events that an invoice's change is told by. */
export type InvoiceEvent =
  | "invoice.finalized"
  | "invoice.marked_uncollectible"
  | "invoice.overdue"
  | "invoice.paid"
  | "invoice.payment_action_required"
  | "invoice.payment_failed"
  | "invoice.payment_succeeded"
  | "invoice.sent"
  | "invoice.updated"
  | "invoice.voided"
  | "invoice.will_be_due";

/** Writes a changed invoice, plans what the clock does next, and tells of it. */
export async function saveInvoice(ctx: Context, row: InvoiceRow, ...types: InvoiceEvent[]): Promise<Invoice> {
  await ctx.tx.run(invoices.update, row);
  await planNext(ctx, row);
  const invoice = toInvoice(ctx, row);
  for (const type of types) await recordEvent(ctx, type, invoice);
  return invoice;
}

/** Has the clock come back when the next thing is due, or not at all. */
export async function planNext(ctx: Context, row: InvoiceRow): Promise<void> {
  const waits = row.status === "draft" || row.status === "open";
  if (waits && row.next_payment_attempt !== null) {
    await scheduleVerb(ctx, advanceInvoiceJob, row.id, row.next_payment_attempt);
  } else await unscheduleVerb(ctx, advanceInvoiceJob, row.id);
}
