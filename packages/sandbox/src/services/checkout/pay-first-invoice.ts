import type { CheckoutSession, Invoice } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getInvoice, getSubscription, payInvoice, updateSubscription } from "../billing/index.ts";
import { attachPaymentMethod, createPaymentMethod } from "../customers/index.ts";
import { getPaymentIntent } from "../payments/index.ts";
import { completeSession } from "./complete-session.ts";
import { customerOf, withDetails, type Paying } from "./payer.ts";
import { pageUrl, saveSession, toSession } from "./session.ts";
import { subscribe } from "./subscribe.ts";
import type { SessionRow } from "./tables.ts";

/** Tries once to pay the first invoice of what a session subscribes to. A decline is kept and returned, as with a payment. */
export async function payFirstInvoice(
  ctx: Context,
  row: SessionRow,
  paying: Paying,
): Promise<CheckoutSession | DomainError> {
  const { session, invoice } = await withInvoice(ctx, row, paying);
  const method = await methodOf(ctx, paying);
  // A discount and the balance of the customer can have paid all of it.
  if (invoice.status === "paid") {
    await keepMethod(ctx, session, method);
    return completeSession(ctx, session, "paid");
  }
  const result = await payInvoice(
    ctx,
    { id: invoice.id, payment_method: method },
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

/** Has the subscription of a session charge this method from now on. */
async function keepMethod(ctx: Context, { customer, subscription }: SessionRow, method: string): Promise<void> {
  const { id } = await attachPaymentMethod(ctx, { id: method, customer: customer ?? "" });
  await updateSubscription(ctx, { id: subscription ?? "", default_payment_method: id });
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
  const { known, details } = await withDetails(ctx, row, paying);
  if (row.subscription !== null && row.invoice !== null) {
    const { ended_at: endedAt } = await getSubscription(ctx, { id: row.subscription });
    if (endedAt === null) return { session: known, invoice: await getInvoice(ctx, { id: row.invoice }) };
  }
  const customer = (await customerOf(ctx, row, details)) ?? "";
  const begun = await subscribe(ctx, { ...known, customer }, { payment_behavior: "default_incomplete" }, true);
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
