import type { CheckoutSession, InputOf, Operations, PaymentIntent, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getCustomerBilling, planSaleDiscount } from "../billing/index.ts";
import { confirmPaymentIntent, createPaymentIntent, getPaymentIntent } from "../payments/index.ts";
import { completeSession } from "./complete-session.ts";
import { customerOf, withDetails, type Paying } from "./payer.ts";
import {
  basketOf,
  currencyOf,
  discountOf,
  getSessionRow,
  nextSessionStatus,
  pageUrl,
  saveSession,
  toSession,
} from "./session.ts";
import { payFirstInvoice } from "./pay-first-invoice.ts";
import { setUpMethod } from "./set-up-method.ts";
import type { SessionRow } from "./tables.ts";

/** Pays a session in the payer's place. */
export async function paySession(
  ctx: Context,
  input: InputOf<Operations["checkout_sessions.pay"]>,
): Promise<CheckoutSession | DomainError> {
  const row = await getSessionRow(ctx, input.id);
  if (input.expected_amount !== undefined && input.expected_amount !== row.amount_total) {
    throw new DomainError("parameter_invalid", {
      message: `The payer was shown ${input.expected_amount}, and the session comes to ${row.amount_total}.`,
      param: "expected_amount",
    });
  }
  return payRow(ctx, row, {
    ...input,
    payment_method: input.payment_method ?? "pm_card_visa",
  });
}

/** Tries once to pay a session. A decline is kept and returned; the session stays open for another try. */
export async function payRow(ctx: Context, row: SessionRow, paying: Paying): Promise<CheckoutSession | DomainError> {
  nextSessionStatus(ctx, row, "pay");
  if (row.mode === "setup") return setUpMethod(ctx, row, paying);
  if (row.mode === "subscription") {
    return (await isCovered(ctx, row)) ? setUpMethod(ctx, row, paying) : payFirstInvoice(ctx, row, paying);
  }
  const discount = discountOf(row);
  if (discount) await planSaleDiscount(ctx, discount, basketOf(row));
  if (row.amount_total === 0) return completeFree(ctx, row, paying);
  const { session, intent } = await withIntent(ctx, row, paying);
  const result = await confirmPaymentIntent(ctx, {
    id: intent,
    ...(paying.payment_method !== undefined && { payment_method: paying.payment_method }),
    ...(paying.payment_method_data !== undefined && { payment_method_data: paying.payment_method_data }),
    return_url: pageUrl(ctx, row),
  });
  if (result instanceof DomainError) return result;
  return settleWith(ctx, session, result);
}

/** Whether nothing is left to pay today: it is free, or the customer's balance covers it. His card is kept all the same. */
async function isCovered(ctx: Context, row: SessionRow): Promise<boolean> {
  const { amount_total: total, customer, invoice } = row;
  if (total === 0 || customer === null || invoice !== null) return total === 0;
  const { balances } = await getCustomerBilling(ctx, { id: customer });
  return total + (balances[currencyOf(row)] ?? 0) <= 0;
}

/** There is nothing to pay: a code has taken all of it. */
async function completeFree(ctx: Context, row: SessionRow, paying: Paying): Promise<CheckoutSession> {
  const { known, details } = await withDetails(ctx, row, paying);
  return completeSession(ctx, { ...known, customer: await customerOf(ctx, row, details) }, "no_payment_required");
}

async function settleWith(ctx: Context, row: SessionRow, intent: PaymentIntent): Promise<CheckoutSession> {
  if (["succeeded", "requires_capture", "processing"].includes(intent.status)) {
    return completeSession(ctx, row, intent.status === "succeeded" ? "paid" : "unpaid");
  }
  return toSession(ctx, row);
}

/** The session with its intent, made at the first try; the tries that follow are at the same one, unless it was canceled. */
async function withIntent(
  ctx: Context,
  row: SessionRow,
  { email, name }: Paying,
): Promise<{ session: SessionRow; intent: string }> {
  const { known, details } = await withDetails(ctx, row, { email, name });
  const made = row.payment_intent === null ? undefined : await getPaymentIntent(ctx, { id: row.payment_intent });
  if (made && made.status !== "canceled") {
    await saveSession(ctx, known);
    return { session: known, intent: made.id };
  }
  const customer = await customerOf(ctx, row, details);
  const types = JSON.parse(row.payment_method_types) as PaymentMethodType[];
  const data = JSON.parse(row.payment_intent_data) as NonNullable<
    InputOf<Operations["checkout_sessions.create"]>["payment_intent_data"]
  >;
  const terms = {
    ...data,
    amount: row.amount_total,
    currency: currencyOf(row),
    payment_method_types: types,
    ...(customer !== null && { customer }),
    ...(details.email !== null && { receipt_email: data.receipt_email ?? details.email }),
  };
  const intent = await createPaymentIntent(ctx, terms, row.id);
  if (intent instanceof DomainError) throw intent;
  const session = { ...known, customer, payment_intent: intent.id };
  await saveSession(ctx, session);
  return { session, intent: intent.id };
}
