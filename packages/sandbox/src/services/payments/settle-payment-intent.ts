import type { PaymentError } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getPaymentMethodRow, instrumentOf, toPaymentMethod } from "../customers/index.ts";
import { keepForLater } from "./attempt.ts";
import { getChargeRow, saveCharge } from "./charge.ts";
import { collect } from "./collect.ts";
import { nextStatus } from "./payment-intent-state.ts";
import { saveIntent } from "./payment-intent.ts";
import { paymentIntents } from "./store.ts";

/** The bank says what came of a debit: the money is there, or it is not. */
export async function settlePaymentIntent(ctx: Context, id: string): Promise<void> {
  const row = await ctx.tx.first(paymentIntents.find, { id, realm: ctx.principal.realm });
  if (!row || row.latest_charge === null || !nextStatus(row.status, "settle", "approved")) return;
  const charge = await getChargeRow(ctx, row.latest_charge);
  const method = await getPaymentMethodRow(ctx, charge.payment_method);
  const instrument = instrumentOf(method);
  if (instrument.outcome.kind !== "processing") throw new Error(`${instrument.id} is never processing.`);
  const { settles } = instrument.outcome;
  if (settles === "never") return;

  if (settles === "approved") {
    await saveCharge(ctx, await collect(ctx, charge, instrument), "charge.succeeded");
    await saveIntent(ctx, { ...row, status: "succeeded", amount_received: row.amount }, "payment.succeeded");
    return keepForLater(ctx, row, method);
  }
  const { failureCode, message } = settles;
  const failed = { ...charge, status: "failed", failure_code: failureCode, failure_message: message } as const;
  await saveCharge(ctx, failed, "charge.failed");
  const error: PaymentError = {
    type: "invalid_request_error",
    code: "payment_intent_payment_attempt_failed",
    decline_code: failureCode,
    message,
    charge: charge.id,
    payment_method: toPaymentMethod(method, ctx.principal.mode === "live"),
  };
  await saveIntent(
    ctx,
    { ...row, status: "requires_payment_method", payment_method: null, last_payment_error: JSON.stringify(error) },
    "payment.failed",
  );
}
