import type { CheckoutSession, Invoice } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { createInvoiceItem, getInvoice, getSubscription, payInvoice } from "../billing/index.ts";
import { createPaymentMethod } from "../customers/index.ts";
import { getPaymentIntent } from "../payments/index.ts";
import { completeSession } from "./complete-session.ts";
import { isRecurring } from "./line-items.ts";
import { customerOf, withDetails, type Paying } from "./payer.ts";
import { lineItemsOf, pageUrl, saveSession, toSession } from "./session.ts";
import { subscribe } from "./subscribe.ts";
import type { SessionRow } from "./tables.ts";

/** Tries once to pay the first invoice of what a session subscribes to. A decline is kept and returned, as with a payment. */
export async function payFirstInvoice(
  ctx: Context,
  row: SessionRow,
  paying: Paying,
): Promise<CheckoutSession | DomainError> {
  const { session, invoice } = await withInvoice(ctx, row, paying);
  // The customer's balance can have paid all of it.
  if (invoice.status === "paid") return completeSession(ctx, session, "paid");
  const result = await payInvoice(
    ctx,
    { id: invoice.id, payment_method: await methodOf(ctx, paying) },
    { return_url: pageUrl(ctx, row), setup_future_usage: "off_session" },
  );
  const { payment_intent: id } = await getInvoice(ctx, { id: invoice.id });
  const tried = { ...session, payment_intent: id };
  await saveSession(ctx, tried);
  if (result instanceof DomainError && result.code !== "authentication_required") return result;
  const intent = id === null ? undefined : await getPaymentIntent(ctx, { id });
  if (intent?.status === "succeeded") return completeSession(ctx, tried, "paid");
  return intent?.status === "processing" ? completeSession(ctx, tried, "unpaid") : toSession(ctx, tried);
}

async function methodOf(ctx: Context, { payment_method: id, payment_method_data: data }: Paying): Promise<string> {
  if (id !== undefined) return id;
  if (data === undefined) throw new DomainError("parameter_missing", { param: "payment_method" });
  return (await createPaymentMethod(ctx, data)).id;
}

/** The session with its invoice: the one of the last try, unless that lapsed meanwhile. */
async function withInvoice(
  ctx: Context,
  row: SessionRow,
  paying: Paying,
): Promise<{ session: SessionRow; invoice: Invoice }> {
  const { known, details } = withDetails(row, paying);
  if (row.subscription !== null && row.invoice !== null) {
    const { ended_at: endedAt } = await getSubscription(ctx, { id: row.subscription });
    if (endedAt === null) return { session: known, invoice: await getInvoice(ctx, { id: row.invoice }) };
  }
  const customer = (await customerOf(ctx, row, details)) ?? "";
  const { currency } = row;
  for (const { amount_total: amount, description, ...item } of lineItemsOf(row)) {
    if (!isRecurring(item)) await createInvoiceItem(ctx, { customer, currency, amount, description });
  }
  const begun = await subscribe(ctx, { ...known, customer }, { payment_behavior: "default_incomplete" });
  const invoice = await getInvoice(ctx, { id: begun.invoice ?? "" });
  if (invoice.amount_due > row.amount_total) {
    throw new DomainError("state_conflict", {
      message: `The payer was shown ${row.amount_total}, and with what waits for the customer it comes to ${invoice.amount_due}.`,
      param: "id",
      resource: { checkout_session: toSession(ctx, row) },
    });
  }
  // A discount or a balance of the customer's makes it less.
  return { session: { ...begun, amount_total: invoice.amount_due }, invoice };
}
