import { formatAmount, type InputOf, type Operations, type PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { getPaymentMethodRow, instrumentOf } from "../customers/index.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { collect } from "./collect.ts";
import { expireAuthorizationJob } from "./jobs.ts";
import { assertAllows, getIntentRow, saveIntent } from "./payment-intent.ts";

/** Collects what was authorised, or a part of it; the rest is released. */
export async function capturePaymentIntent(
  ctx: Context,
  input: InputOf<Operations["payment_intents.capture"]>,
): Promise<PaymentIntent> {
  const row = await getIntentRow(ctx, input.id);
  assertAllows(ctx, row, "capture");
  const amount = input.amount_to_capture ?? row.amount_capturable;
  if (amount > row.amount_capturable) {
    const most = formatAmount(row.amount_capturable, row.currency);
    throw new DomainError("amount_too_large", {
      message: `At most ${most} can be captured; this is ${formatAmount(amount, row.currency)}.`,
      param: "amount_to_capture",
    });
  }
  const charge = await getChargeRow(ctx, row.latest_charge ?? "");
  const method = await getPaymentMethodRow(ctx, charge.payment_method);
  const captured = await collect(ctx, charge, instrumentOf(method), amount);
  await saveCharge(ctx, captured, "charge.captured");
  await unscheduleVerb(ctx, expireAuthorizationJob, row.id);
  const paid = { ...row, status: "succeeded", amount_capturable: 0, amount_received: amount } as const;
  return saveIntent(ctx, paid, "payment.succeeded");
}
