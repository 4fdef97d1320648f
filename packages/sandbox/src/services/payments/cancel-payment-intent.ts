import type { PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { expireAuthorizationJob } from "./jobs.ts";
import { assertAllows, getIntentRow, saveIntent } from "./payment-intent.ts";
import { isCapturable } from "./payment-intent-state.ts";
import { paymentIntents } from "./store.ts";
import type { PaymentIntentRow } from "./tables.ts";

/** Gives an intent up; it can never be paid afterwards. */
export async function cancelPaymentIntent(
  ctx: Context,
  input: { id: string; cancellation_reason?: Exclude<PaymentIntent["cancellation_reason"], null> },
): Promise<PaymentIntent> {
  const row = await getIntentRow(ctx, input.id);
  assertAllows(ctx, row, "cancel");
  if (isCapturable(row.status)) await unscheduleVerb(ctx, expireAuthorizationJob, row.id);
  return cancel(ctx, row, input.cancellation_reason ?? null, "charge.released");
}

/** Releases an authorisation that nobody captured in its time. */
export async function expireAuthorization(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(paymentIntents.find, { id, realm: ctx.principal.realm });
  if (row && isCapturable(row.status)) await cancel(ctx, row, "expired", "charge.expired");
}

/** Ends an intent. What it holds is given back, and `released` tells of that. */
async function cancel(
  ctx: Context,
  row: PaymentIntentRow,
  reason: PaymentIntentRow["cancellation_reason"],
  released: "charge.released" | "charge.expired",
): Promise<PaymentIntent> {
  if (isCapturable(row.status)) {
    const charge = await getChargeRow(ctx, row.latest_charge ?? "");
    await saveCharge(ctx, { ...charge, released: 1 }, released);
  }
  const canceled = {
    ...row,
    status: "canceled",
    amount_capturable: 0,
    next_action: null,
    canceled_at: ctx.now,
    cancellation_reason: reason,
  } as const;
  return saveIntent(ctx, canceled, "payment.canceled");
}
