import type { Charge, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getCustomerRow } from "../customers/index.ts";
import { capturePaymentIntent } from "./capture-payment-intent.ts";
import { getChargeRow } from "./charge.ts";
import { createPaymentIntent } from "./create-payment-intent.ts";
import { getCharge } from "./get-charge.ts";

/**
 * Charges a payment method at once. Nobody can be asked to authenticate, so a card that wants it is declined. The intent
 * behind it is like any other.
 */
export async function createCharge(
  ctx: Context,
  input: InputOf<Operations["charges.create"]>,
): Promise<Charge | DomainError> {
  const { source, capture = true, expand: _expand, ...details } = input;
  const intent = await createPaymentIntent(ctx, {
    ...details,
    payment_method: source ?? (await defaultMethodOf(ctx, input.customer)),
    capture_method: capture ? "automatic" : "manual",
    confirm: true,
    error_on_requires_action: true,
  });
  if (intent instanceof DomainError) return intent;
  return getCharge(ctx, { id: latestOf(intent) });
}

/** Collects what a charge holds, or a part of it. */
export async function captureCharge(ctx: Context, input: InputOf<Operations["charges.capture"]>): Promise<Charge> {
  const { payment_intent: id } = await getChargeRow(ctx, input.id);
  const { amount, application_fee_amount: fee, transfer_data: data } = input;
  await capturePaymentIntent(ctx, {
    id,
    ...(amount !== undefined && { amount_to_capture: amount }),
    ...(fee !== undefined && { application_fee_amount: fee }),
    ...(data !== undefined && { transfer_data: data }),
  });
  return getCharge(ctx, { id: input.id });
}

async function defaultMethodOf(ctx: Context, customer: string | undefined): Promise<string> {
  const method =
    customer === undefined ? null : (await getCustomerRow(ctx, customer, "customer")).default_payment_method;
  if (method !== null) return method;
  throw new DomainError("parameter_missing", {
    message: "Send a `source`, for example tok_visa, or a `customer` with a default payment method.",
    param: "source",
  });
}

function latestOf({ latest_charge: id, status }: { latest_charge: string | null; status: string }): string {
  if (id === null) throw new Error(`A confirmed intent that is ${status} has no charge.`);
  return id;
}
