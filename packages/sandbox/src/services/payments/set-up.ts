import type { PaymentMethodData, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import {
  assertUsable,
  getPaymentMethodRow,
  instrumentOf,
  keepMethod,
  markAuthenticated,
  resolvePaymentMethod,
  type AttemptOutcome,
  type PaymentMethodRow,
} from "../customers/index.ts";
import { assertOwnerFits } from "./assert-fits.ts";
import { declineError, paymentError } from "./attempt.ts";
import { parseTypes } from "./payment-intent.ts";
import { setupIntentTransitions, type SetupIntentCommand, type SetupIntentOutcome } from "./setup-intent-state.ts";
import { saveSetupIntent } from "./setup-intent.ts";
import type { SetupIntentRow } from "./tables.ts";

/** What a method to set up is named by. */
export interface SetupChoice {
  name?: string | undefined;
  data?: PaymentMethodData | undefined;
}

/** The method that a setup is about: the one that is sent, or the one that it has. Throws where it does not fit. */
export async function findSetupMethod(
  ctx: Context,
  row: SetupIntentRow,
  choice: SetupChoice,
): Promise<PaymentMethodRow | undefined> {
  const chosen = await resolvePaymentMethod(ctx, choice);
  const own =
    row.payment_method === null ? undefined : await getPaymentMethodRow(ctx, row.payment_method, "payment_method");
  const method = chosen ?? own;
  if (!method) return undefined;
  assertUsable(method, "payment_method");
  const types = parseTypes(row.payment_method_types);
  if (!types.includes(method.type)) {
    throw new DomainError("payment_intent_incompatible_payment_method", {
      message: `The setup intent takes ${types.join(", ")}; the payment method is of the type ${method.type}.`,
      param: "payment_method",
    });
  }
  await assertOwnerFits(ctx, method, row.customer, "payment_method");
  return method;
}

/** Tries once to set a method up. A decline is kept, and returned as the error that the caller is told. */
export async function setUp(
  ctx: Context,
  intent: SetupIntentRow,
  method: PaymentMethodRow,
  command: Extract<SetupIntentCommand, "confirm" | "authenticate">,
  outcome: AttemptOutcome = setupOutcome(method),
): Promise<SetupIntent | DomainError> {
  const move = (ending: SetupIntentOutcome): SetupIntentRow => {
    const status = setupIntentTransitions[intent.status][command]?.[ending];
    if (!status) throw new Error(`A ${intent.status} setup intent cannot ${command} and be ${ending}.`);
    return { ...intent, status, payment_method: method.id, last_setup_error: null };
  };
  if (outcome.kind === "challenged") return saveSetupIntent(ctx, move("challenged"), "setup_intent.requires_action");
  if (outcome.kind === "declined") {
    const error = paymentError(ctx, method, outcome, null);
    const failed = { ...move("declined"), payment_method: null, last_setup_error: JSON.stringify(error) };
    const setupIntent = await saveSetupIntent(ctx, failed, "setup_intent.setup_failed");
    return declineError(outcome, { setup_intent: setupIntent });
  }
  const ready = command === "authenticate" ? await markAuthenticated(ctx, method) : method;
  if (intent.customer !== null) await keepMethod(ctx, ready, intent.customer);
  return saveSetupIntent(ctx, move("approved"), "setup_intent.succeeded");
}

/** What the issuer says when asked to keep a method: as with a payment, but for cards that fail only when charged. */
function setupOutcome(method: PaymentMethodRow): AttemptOutcome {
  const { outcome, attaching } = instrumentOf(method);
  return outcome.kind === "declined" ? attaching : outcome;
}
