import type { InputOf, Operations, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import type { DomainError } from "../../platform/errors.ts";
import { getPaymentMethodRow, instrumentOf, notAuthenticated } from "../customers/index.ts";
import { attempt } from "./attempt.ts";
import { nextStatus } from "./payment-intent-state.ts";
import { assertAllows, getIntentRow, saveIntent, unexpectedState } from "./payment-intent.ts";

/**
 * Passes or fails the payer's authentication; passed, the attempt goes on as its instrument says, or waits
 * to be confirmed again.
 */
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
  if (passed && row.confirmation_method === "manual") {
    const status = nextStatus(row.status, "authenticate", "done") ?? row.status;
    return saveIntent(ctx, { ...row, status, next_action: null, authenticated: 1 }, "payment.updated");
  }
  return attempt(ctx, row, method, {
    command: "authenticate",
    outcome: passed ? outcome.passed : notAuthenticated,
    authenticated: passed,
  });
}
