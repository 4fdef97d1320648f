import type { PaymentError, PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import {
  authenticationRequired,
  blockedByRule,
  instrumentOf,
  keepMethod,
  toPaymentMethod,
  type AttemptOutcome,
  type Declined,
  type PaymentMethodRow,
} from "../customers/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { spendCash } from "./cash.ts";
import { nextStatus, type PaymentIntentCommand, type PaymentIntentOutcome } from "./payment-intent-state.ts";
import { expireAuthorizationJob, settlePaymentJob } from "./jobs.ts";
import { saveIntent } from "./payment-intent.ts";
import { recordCharge } from "./record-charge.ts";
import { assessRisk } from "./risk.ts";
import type { PaymentIntentRow } from "./tables.ts";

type Command = Extract<PaymentIntentCommand, "confirm" | "authenticate" | "fund">;

/** What is told of an attempt. */
export interface AttemptOptions {
  command: Command;
  /** How it ends; as the instrument says when absent. */
  outcome?: Exclude<AttemptOutcome, { kind: "challenged" }>;
  /** Whether the payer passed an authentication for it. */
  authenticated?: boolean;
  /** The payer is not there, or may not be asked: a challenge is a decline. */
  refuseChallenge?: boolean;
}

/**
 * Tries once to collect an intent. A decline is an outcome and is kept: the charge, the error on the intent and the
 * events; it is returned as the error that the caller is told.
 */
export async function attempt(
  ctx: Context,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  { command, outcome: given, authenticated: passed = false, refuseChallenge = false }: AttemptOptions,
): Promise<PaymentIntent | DomainError> {
  const passedBefore = intent.authenticated === 1 && intent.payment_method === method.id;
  const authenticated = passed || passedBefore;
  const terms = {
    amount_funded: 0,
    payment_method: method.id,
    next_action: null,
    last_payment_error: null,
    authenticated: 0,
  };
  const row = { ...intent, ...terms };
  const outcome = given ?? (await decideOutcome(ctx, row, method, { refuseChallenge, passedBefore }));
  const move = (ending: PaymentIntentOutcome): PaymentIntentRow => {
    const status = nextStatus(row.status, command, ending);
    if (!status) throw new Error(`A ${row.status} intent cannot ${command} and be ${ending}.`);
    return { ...row, status };
  };

  switch (outcome.kind) {
    case "challenged": {
      const waiting = { ...move("challenged"), next_action: "redirect_to_url" } as const;
      return saveIntent(ctx, waiting, "payment.requires_action");
    }
    case "declined":
      return decline(ctx, move("declined"), method, outcome);
    case "processing": {
      const charge = await recordCharge(ctx, row, method, { outcome, capture: false, authenticated });
      const { bank_debit_delay_s: delay } = await readSettings(ctx);
      if (outcome.settles !== "never") {
        await scheduleTransition(ctx, { type: "bank_debit", job: settlePaymentJob, id: row.id, at: ctx.now + delay });
      }
      return saveIntent(ctx, { ...move("processing"), latest_charge: charge.id }, "payment.processing");
    }
    case "from_cash_balance": {
      if (!(await spendCash(ctx, row))) {
        const waiting = { ...move("challenged"), next_action: "display_bank_transfer_instructions" } as const;
        return saveIntent(ctx, waiting, "payment.requires_action");
      }
      return approve(ctx, { row, move, method, outcome, authenticated });
    }
    case "approved":
      return approve(ctx, { row, move, method, outcome, authenticated });
  }
}

async function decideOutcome(
  ctx: Context,
  row: PaymentIntentRow,
  method: PaymentMethodRow,
  { refuseChallenge, passedBefore }: { refuseChallenge: boolean; passedBefore: boolean },
): Promise<AttemptOutcome> {
  if (await assessRisk(ctx, row)) return blockedByRule;
  const { outcome, setupExempts } = instrumentOf(method);
  if (outcome.kind !== "challenged") return outcome;
  if (passedBefore || (setupExempts && method.authenticated === 1)) return outcome.passed;
  return refuseChallenge ? authenticationRequired : outcome;
}

interface Approval {
  row: PaymentIntentRow;
  move: (ending: PaymentIntentOutcome) => PaymentIntentRow;
  method: PaymentMethodRow;
  outcome: Extract<AttemptOutcome, { kind: "approved" | "from_cash_balance" }>;
  authenticated: boolean;
}

async function approve(ctx: Context, { row, move, method, outcome, authenticated }: Approval): Promise<PaymentIntent> {
  if (row.capture_method === "manual") {
    const { authorization_lifetime_s: lifetime } = await readSettings(ctx);
    const captureBefore = ctx.now + lifetime;
    const charge = await recordCharge(ctx, row, method, { outcome, capture: false, authenticated, captureBefore });
    await scheduleVerb(ctx, expireAuthorizationJob, row.id, captureBefore);
    const held = { ...move("authorized"), latest_charge: charge.id, amount_capturable: row.amount };
    const intent = await saveIntent(ctx, held, "payment.amount_capturable_updated");
    await keepForLater(ctx, row, method);
    return intent;
  }
  const charge = await recordCharge(ctx, row, method, { outcome, capture: true, authenticated });
  const paid = { ...move("approved"), latest_charge: charge.id, amount_received: row.amount };
  const intent = await saveIntent(ctx, paid, "payment.succeeded");
  await keepForLater(ctx, row, method);
  return intent;
}

/** With `setup_future_usage` the method becomes the customer's. */
export async function keepForLater(ctx: Context, row: PaymentIntentRow, method: PaymentMethodRow): Promise<void> {
  if (row.setup_future_usage !== null && row.customer !== null) await keepMethod(ctx, method, row.customer);
}

async function decline(
  ctx: Context,
  row: PaymentIntentRow,
  method: PaymentMethodRow,
  outcome: Declined,
): Promise<DomainError> {
  const charge = await recordCharge(ctx, row, method, { outcome, capture: false, authenticated: false });
  const error = paymentError(ctx, method, outcome, charge.id);
  const failed = {
    ...row,
    payment_method: null,
    latest_charge: charge.id,
    last_payment_error: JSON.stringify(error),
  };
  const intent = await saveIntent(ctx, failed, "payment.failed");
  return declineError(outcome, { payment_intent: intent, charge: charge.id });
}

/** The decline as the intent keeps it. */
export function paymentError(
  ctx: Context,
  method: PaymentMethodRow,
  outcome: Declined,
  charge: string | null,
): PaymentError {
  return {
    type: "card_error",
    ...(outcome.advice !== null && { advice_code: outcome.advice }),
    code: outcome.code,
    ...(outcome.declineCode !== null && { decline_code: outcome.declineCode }),
    message: outcome.message,
    charge,
    payment_method: toPaymentMethod(method, ctx.principal.mode === "live"),
  };
}

/** The decline as the caller is told. */
export function declineError(outcome: Declined, resource: Record<string, unknown>): DomainError {
  const { code, message, declineCode, advice } = outcome;
  return new DomainError(code, {
    message,
    ...(declineCode !== null && { declineCode }),
    resource: { ...resource, ...(advice !== null && { advice_code: advice }) },
  });
}
