import type { InputOf, Operations, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { toShipping } from "../customers/index.ts";
import { assertTypesFit } from "./assert-fits.ts";
import { withToken } from "./confirmation-token.ts";
import { confirmRow } from "./confirm-row.ts";
import { assertAllows, assertOwnTerms, getIntentRow, parseTypes } from "./payment-intent.ts";

/** Tries once to collect a payment, with the method given or the one the intent has. */
export async function confirmPaymentIntent(
  ctx: Context,
  sent: InputOf<Operations["payment_intents.confirm"]>,
): Promise<PaymentIntent | DomainError> {
  if (sent.payment_method !== undefined && sent.payment_method_id !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: "`payment_method` and `payment_method_id` are two names of one parameter: send one.",
      param: "payment_method_id",
    });
  }
  const row = await getIntentRow(ctx, sent.id);
  assertAllows(ctx, row, "confirm");
  if (row.confirmation_method === "manual" && ctx.principal.kind === "publishable_key") {
    throw new DomainError("secret_key_required", {
      message: `The payment intent has the confirmation method 'manual': only a secret key confirms it.`,
    });
  }
  assertOwnTerms(row, sent, ["capture_method"]);
  const input = await withToken(ctx, sent, { payment_intent: row.id });
  const changed = {
    ...row,
    capture_method: input.capture_method ?? row.capture_method,
    incremental:
      input.incremental_authorization === undefined
        ? row.incremental
        : Number(input.incremental_authorization === "if_available"),
    setup_future_usage: input.setup_future_usage ?? row.setup_future_usage,
    return_url: input.return_url ?? row.return_url,
    receipt_email: input.receipt_email ?? row.receipt_email,
    shipping: input.shipping ? JSON.stringify(toShipping(input.shipping)) : row.shipping,
  };
  if (input.capture_method !== undefined) assertTypesFit(parseTypes(row.payment_method_types), changed);
  return confirmRow(ctx, changed, {
    name: input.payment_method ?? input.payment_method_id,
    data: input.payment_method_data,
    param: input.payment_method_id === undefined ? "payment_method" : "payment_method_id",
    refuseChallenge: (input.off_session ?? false) || (input.error_on_requires_action ?? false),
  });
}
