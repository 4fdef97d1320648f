import type { CheckoutSession } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { countSaleDiscount, getSubscription, updateSubscription } from "../billing/index.ts";
import { getPaymentIntent } from "../payments/index.ts";
import { discountOf, expireSessionJob, nextSessionStatus, saveSession } from "./session.ts";
import { sessionTransitions } from "./session-state.ts";
import { sessionsOfIntent } from "./store.ts";
import type { SessionRow } from "./tables.ts";

/** Ends a session well: the payer is done, whether the money is there or on its way. */
export async function completeSession(
  ctx: Context,
  row: SessionRow,
  paymentStatus: CheckoutSession["payment_status"],
): Promise<CheckoutSession> {
  const status = nextSessionStatus(ctx, row, "complete");
  await unscheduleVerb(ctx, expireSessionJob, row.id);
  await keepMethodOf(ctx, row);
  // A subscription has redeemed it when it began.
  const discount = discountOf(row);
  if (discount && row.subscription === null) await countSaleDiscount(ctx, discount);
  return saveSession(ctx, { ...row, status, payment_status: paymentStatus }, "checkout.session.completed");
}

/** What the first invoice of a subscription was paid by is what the next ones are paid by: from when it is paid. */
async function keepMethodOf(ctx: Context, { subscription, payment_intent: id }: SessionRow): Promise<void> {
  if (subscription === null || id === null) return;
  const { payment_method: method, status } = await getPaymentIntent(ctx, { id });
  if (method === null || status !== "succeeded") return;
  // One that ended meanwhile is charged no more, and its customer may be gone.
  if ((await getSubscription(ctx, { id: subscription })).ended_at !== null) return;
  await updateSubscription(ctx, { id: subscription, default_payment_method: method });
}

/** The events of payments that sessions follow. */
export const followedEvents = [
  "payment.amount_capturable_updated",
  "payment.failed",
  "payment.processing",
  "payment.succeeded",
] as const;

/**
 * Follows a payment that went on elsewhere: after an authentication, or when the bank answered. It can be told the same
 * thing again and does nothing then.
 */
export async function followPayment(
  ctx: Context,
  type: (typeof followedEvents)[number],
  paymentIntent: string,
): Promise<void> {
  const key = { realm: ctx.principal.realm, payment_intent: paymentIntent };
  const row = await ctx.tx.first(sessionsOfIntent, key);
  if (!row) return;
  const paid = type === "payment.succeeded";
  if (sessionTransitions[row.status].complete) {
    if (type !== "payment.failed") await completeSession(ctx, row, paid ? "paid" : "unpaid");
    return;
  }
  if (row.status !== "complete" || row.payment_status === "paid") return;
  if (paid) {
    await keepMethodOf(ctx, row);
    await saveSession(ctx, { ...row, payment_status: "paid" }, "checkout.session.async_payment_succeeded");
  }
  if (type === "payment.failed") await saveSession(ctx, row, "checkout.session.async_payment_failed");
}
