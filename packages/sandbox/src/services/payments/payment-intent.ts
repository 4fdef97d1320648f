import {
  idPrefixes,
  type NextAction,
  type PaymentError,
  type PaymentIntent,
  type PaymentMethodType,
} from "@micro/sdk/contract";

import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { parseTransferData } from "./connect-terms.ts";
import { paymentIntentTransitions, statusesThatAllow, type PaymentIntentCommand } from "./payment-intent-state.ts";
import { paymentIntents } from "./store.ts";
import type { PaymentIntentRow } from "./tables.ts";

/** The intent as the API shows it. */
export function toPaymentIntent(
  { platform, principal }: Pick<Context, "platform" | "principal">,
  row: Omit<PaymentIntentRow, "n">,
): PaymentIntent {
  const clientSecret = clientSecretOf(platform.secrets, row);
  return {
    id: row.id,
    object: "payment_intent",
    amount: row.amount,
    amount_capturable: row.amount_capturable,
    amount_received: row.amount_received,
    application_fee_amount: row.application_fee_amount,
    automatic_payment_methods:
      row.automatic_payment_methods === null ? null : { allow_redirects: row.automatic_payment_methods, enabled: true },
    canceled_at: row.canceled_at,
    cancellation_reason: row.cancellation_reason,
    capture_method: row.capture_method,
    client_secret: clientSecret,
    confirmation_method: row.confirmation_method,
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    description: row.description,
    invoice: invoiceOf(row),
    last_payment_error: row.last_payment_error === null ? null : (JSON.parse(row.last_payment_error) as PaymentError),
    latest_charge: row.latest_charge,
    livemode: principal.mode === "live",
    metadata: JSON.parse(row.metadata) as PaymentIntent["metadata"],
    next_action: nextAction(row, `${platform.baseUrl()}/authenticate/${clientSecret}`),
    on_behalf_of: row.on_behalf_of,
    payment_method: row.payment_method,
    payment_method_types: parseTypes(row.payment_method_types),
    receipt_email: row.receipt_email,
    setup_future_usage: row.setup_future_usage,
    shipping: row.shipping === null ? null : (JSON.parse(row.shipping) as PaymentIntent["shipping"]),
    statement_descriptor: row.statement_descriptor,
    statement_descriptor_suffix: row.statement_descriptor_suffix,
    status: row.status,
    transfer_data: parseTransferData(row.transfer_data),
    transfer_group: row.transfer_group,
  };
}

/** The invoice that asks for the payment, where it is one that does. */
export const invoiceOf = ({ owner }: Pick<PaymentIntentRow, "owner">): string | null =>
  owner?.startsWith(`${idPrefixes.invoice}_`) ? owner : null;

/** The types that were stored as JSON, from an input that the contract has checked. */
export const parseTypes = (text: string) => JSON.parse(text) as PaymentMethodType[];

function nextAction(row: Omit<PaymentIntentRow, "n">, url: string): NextAction | null {
  switch (row.next_action) {
    case null:
      return null;
    case "redirect_to_url":
      return { type: "redirect_to_url", redirect_to_url: { url, return_url: row.return_url } };
    case "display_bank_transfer_instructions":
      return {
        type: "display_bank_transfer_instructions",
        display_bank_transfer_instructions: {
          amount_remaining: row.amount - row.amount_funded,
          currency: row.currency,
          reference: row.id.slice(-8).toUpperCase(),
        },
      };
  }
}

/** Reads an intent, or throws. */
export async function getIntentRow({ tx, principal }: Context, id: string, param = "id"): Promise<PaymentIntentRow> {
  const row = await tx.first(paymentIntents.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("payment intent", id, param);
  return row;
}

/** Throws where the intent's status does not allow the command. */
export function assertAllows(ctx: Context, row: PaymentIntentRow, command: PaymentIntentCommand): void {
  if (!paymentIntentTransitions[row.status][command]) throw unexpectedState(ctx, row, command);
}

/** Throws where a term is sent that is the owner's to say: who settles by the intent takes it as paid in full. */
export function assertOwnTerms<Input extends object>(
  { id, owner }: PaymentIntentRow,
  input: Input,
  terms: readonly (keyof Input & string)[],
): void {
  const term = terms.find((name) => input[name] !== undefined);
  if (owner === null || term === undefined) return;
  throw new DomainError("parameter_invalid", {
    message: `\`${term}\` of the payment intent ${id} follows from ${owner}, which asks for the payment, and cannot be changed here.`,
    param: term,
  });
}

/** The error for a command that the intent's status does not allow. */
export function unexpectedState(ctx: Context, row: PaymentIntentRow, command: PaymentIntentCommand): DomainError {
  return new DomainError("payment_intent_unexpected_state", {
    message: `The payment intent is '${row.status}'; to ${command} it must be one of: ${statusesThatAllow(command).join(", ")}.`,
    resource: { payment_intent: toPaymentIntent(ctx, row) },
  });
}

/** The events that an intent's change is told by. */
export type IntentEvent =
  | "payment.amount_capturable_updated"
  | "payment.canceled"
  | "payment.failed"
  | "payment.partially_funded"
  | "payment.processing"
  | "payment.requires_action"
  | "payment.succeeded"
  | "payment.updated";

/** Writes a changed intent and tells of it. */
export async function saveIntent(ctx: Context, row: PaymentIntentRow, type: IntentEvent): Promise<PaymentIntent> {
  await ctx.tx.run(paymentIntents.update, row);
  const intent = toPaymentIntent(ctx, row);
  await recordEvent(ctx, type, intent);
  return intent;
}
