import type { InputOf, Operations, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import type { DomainError } from "../../platform/errors.ts";
import { getPaymentMethodRow, instrumentOf, notAuthenticated } from "../customers/index.ts";
import { attempt } from "./attempt.ts";
import { assertAllows, getIntentRow, unexpectedState } from "./payment-intent.ts";

/** Passes or fails the payer's authentication; passed, the attempt goes on as its instrument says. */
export async function authenticatePaymentIntent(
  ctx: Context,
  input: Pick<InputOf<Operations["payment_intents.authenticate"]>, "id" | "outcome">,
): Promise<PaymentIntent | DomainError> {
  const row = await getIntentRow(ctx, input.id);
  assertAllows(ctx, row, "authenticate");
  // A payment that waits for a bank transfer has nobody to authenticate.
  if (row.next_action !== "redirect_to_url") throw unexpectedState(ctx, row, "authenticate");
  const method = await getPaymentMethodRow(ctx, row.payment_method ?? "", "payment_method");
  const { id, outcome } = instrumentOf(method);
  if (outcome.kind !== "challenged") throw new Error(`${id} asks for no authentication.`);
  const passed = input.outcome === "succeeded";
  return attempt(ctx, row, method, {
    command: "authenticate",
    outcome: passed ? outcome.passed : notAuthenticated,
    authenticated: passed,
  });
}
