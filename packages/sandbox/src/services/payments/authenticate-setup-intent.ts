import type { InputOf, Operations, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import type { DomainError } from "../../platform/errors.ts";
import { getPaymentMethodRow, instrumentOf, notAuthenticated } from "../customers/index.ts";
import { setUp } from "./set-up.ts";
import { assertSetupAllows, getSetupIntentRow } from "./setup-intent.ts";

/** Passes or fails the payer's authentication of a setup. */
export async function authenticateSetupIntent(
  ctx: Context,
  input: Pick<InputOf<Operations["setup_intents.authenticate"]>, "id" | "outcome">,
): Promise<SetupIntent | DomainError> {
  const row = await getSetupIntentRow(ctx, input.id);
  assertSetupAllows(ctx, row, "authenticate");
  const method = await getPaymentMethodRow(ctx, row.payment_method ?? "", "payment_method");
  const { id, outcome } = instrumentOf(method);
  if (outcome.kind !== "challenged") throw new Error(`${id} asks for no authentication.`);
  const failed = { ...notAuthenticated, code: "setup_intent_authentication_failure" } as const;
  return setUp(ctx, row, method, "authenticate", input.outcome === "succeeded" ? outcome.passed : failed);
}
