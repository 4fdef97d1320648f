import type { InputOf, Invoice, Operations, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { daySeconds } from "../../../platform/day.ts";
import { DomainError } from "../../../platform/errors.ts";
import { getCustomerRow } from "../../customers/index.ts";
import {
  cancelPaymentIntent,
  changeOwnedAmount,
  confirmPaymentIntent,
  createPaymentIntent,
  getPaymentIntent,
} from "../../payments/index.ts";
import { readSettings } from "../../settings/index.ts";
import { followFailure, followSettled } from "./follow-invoice.ts";
import { amountDue, methodTypesOf, saveInvoice, toInvoice } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { sharesOf, sharesOfPayment } from "../shares.ts";
import { subscriptions } from "../store.ts";
import { settleInvoice } from "./settle-invoice.ts";

/** The invoice with a payment intent that can be paid: the one that it has, or a new one where that was canceled. */
export async function withIntent(ctx: Context, row: InvoiceRow): Promise<InvoiceRow> {
  const known = row.payment_intent === null ? undefined : await getPaymentIntent(ctx, { id: row.payment_intent });
  if (known && known.status !== "canceled") return row;
  const types = methodTypesOf(row);
  const terms = {
    amount: amountDue(row),
    currency: row.currency,
    customer: row.customer,
    ...(types ? { payment_method_types: types } : { automatic_payment_methods: { enabled: true } }),
    ...(row.statement_descriptor !== null && { statement_descriptor: row.statement_descriptor }),
    ...((await keepsMethod(ctx, row)) && { setup_future_usage: "off_session" as const }),
    description: row.description ?? "Payment of an invoice",
    ...sharesOfPayment(row, amountDue(row)),
  };
  const intent = await createPaymentIntent(ctx, terms, row.id);
  if (intent instanceof DomainError) throw intent;
  return { ...row, payment_intent: intent.id, payment_status: "open" };
}

/** Whether what an invoice is paid with is kept for its subscription. */
async function keepsMethod({ tx, principal }: Context, { subscription: id }: InvoiceRow): Promise<boolean> {
  if (id === null) return false;
  const row = await tx.first(subscriptions.find, { id, realm: principal.realm });
  return row?.save_default_payment_method === "on_subscription";
}

/** The payment method that an invoice is paid with unless another is sent: its own, or the customer's. */
export async function chosenMethod(ctx: Context, row: InvoiceRow): Promise<string | null> {
  return row.default_payment_method ?? (await getCustomerRow(ctx, row.customer, "customer")).default_payment_method;
}

/** What a payer's page adds to a try: where he comes back to, and whether his method is kept. */
export type PageTerms = Pick<InputOf<Operations["payment_intents.confirm"]>, "return_url" | "setup_future_usage">;

/** Tries once to have an invoice paid. A decline is kept and returned; the invoice stays as it is, for another try. */
export async function tryPayment(
  ctx: Context,
  row: InvoiceRow,
  method: string,
  terms: PageTerms = {},
): Promise<Invoice | DomainError> {
  const payable = await withIntent(ctx, row);
  const id = payable.payment_intent ?? "";
  const result = await confirmPaymentIntent(ctx, {
    ...terms,
    id,
    payment_method: method,
  });
  const intent = await getPaymentIntent(ctx, { id });
  if (result instanceof DomainError) {
    await recordFailure(ctx, { ...payable, latest_charge: intent.latest_charge });
    return result;
  }
  switch (intent.status) {
    case "succeeded":
      return settleInvoice(ctx, attempted(ctx, payable));
    case "requires_action": {
      const waiting = { ...attempted(ctx, payable), next_payment_attempt: await nextAttempt(ctx, payable) };
      const invoice = await saveInvoice(ctx, waiting, "invoice.payment_action_required");
      await followFailure(ctx, waiting);
      return actionRequired(invoice, intent);
    }
    default: {
      // What the bank says is counted when it says it.
      const asked = { ...payable, next_payment_attempt: null };
      const invoice = await saveInvoice(ctx, asked, "invoice.updated");
      await followSettled(ctx, asked);
      return invoice;
    }
  }
}

/** Counts a try that failed, and says when the next one is. */
export async function recordFailure(ctx: Context, row: InvoiceRow): Promise<Invoice> {
  const failed = { ...attempted(ctx, row), next_payment_attempt: await nextAttempt(ctx, row) };
  const invoice = await saveInvoice(ctx, failed, "invoice.payment_failed");
  await followFailure(ctx, failed);
  return invoice;
}

/** Takes the payment of an invoice back that nobody is to pay any more; throws where it is under way. */
export async function endPayment(ctx: Context, row: InvoiceRow, reason?: "void_invoice"): Promise<void> {
  const intent = await findChangeable(ctx, row);
  if (intent) await cancelPaymentIntent(ctx, { id: intent.id, ...(reason && { cancellation_reason: reason }) });
}

/** Has the payment of an open invoice ask for what is due now; throws where it is under way. */
export async function changePayment(ctx: Context, row: InvoiceRow): Promise<void> {
  const intent = await findChangeable(ctx, row);
  const amount = amountDue(row);
  if (intent) await changeOwnedAmount(ctx, intent.id, amount, sharesOf(row, amount));
}

async function findChangeable(ctx: Context, row: InvoiceRow): Promise<PaymentIntent | undefined> {
  if (row.payment_intent === null) return undefined;
  const intent = await getPaymentIntent(ctx, { id: row.payment_intent });
  if (intent.status === "canceled") return undefined;
  if (intent.status === "processing" || intent.status === "succeeded") {
    throw new DomainError("state_conflict", {
      message: `The payment ${intent.id} of the invoice is '${intent.status}': wait for what comes of it.`,
      param: "id",
      resource: { invoice: toInvoice(ctx, row) },
    });
  }
  return intent;
}

/** The invoice with one try more. */
export const attempted = (ctx: Context, row: InvoiceRow): InvoiceRow => ({
  ...row,
  attempt_count: row.attempt_count + 1,
  first_attempt_at: row.first_attempt_at ?? ctx.now,
});

/** The next day of the schedule that is still to come, counted from the first try; null after the last. */
async function nextAttempt(ctx: Context, row: InvoiceRow): Promise<number | null> {
  if (row.auto_advance === 0 || row.collection_method !== "charge_automatically" || row.status !== "open") return null;
  const { invoice_retry_days: days } = await readSettings(ctx);
  const first = row.first_attempt_at ?? ctx.now;
  const instants = days.map((day) => first + day * daySeconds).toSorted((a, b) => a - b);
  return instants.find((at) => at > ctx.now) ?? null;
}

const actionRequired = (invoice: Invoice, intent: PaymentIntent): DomainError =>
  new DomainError("authentication_required", {
    message: "The payer has to authenticate before the invoice is paid: send him to the `next_action` of its intent.",
    resource: { invoice, payment_intent: intent },
  });
