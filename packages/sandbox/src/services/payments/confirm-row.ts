import type { PaymentIntent, PaymentMethodData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import {
  assertUsable,
  getCustomerRow,
  getPaymentMethodRow,
  resolvePaymentMethod,
  type PaymentMethodRow,
} from "../customers/index.ts";
import { assertMethodFits } from "./assert-fits.ts";
import { attempt } from "./attempt.ts";
import type { PaymentIntentRow } from "./tables.ts";

/** What a confirmation is told. */
export interface Confirmation {
  name?: string | undefined;
  data?: PaymentMethodData | undefined;
  /** The parameter that the method came in. */
  param?: string;
  refuseChallenge?: boolean;
}

/** Confirms an intent that is known to allow it, with the method that is sent or the one that it has. */
export async function confirmRow(
  ctx: Context,
  row: PaymentIntentRow,
  { name, data, param = "payment_method", refuseChallenge = false }: Confirmation,
): Promise<PaymentIntent | DomainError> {
  if (row.customer !== null) await getCustomerRow(ctx, row.customer, "customer");
  const method = (await resolvePaymentMethod(ctx, { name, data, param })) ?? (await chosenMethod(ctx, row));
  await assertMethodFits(ctx, row, method, param);
  return attempt(ctx, row, method, { command: "confirm", refuseChallenge });
}

async function chosenMethod(ctx: Context, { payment_method: id }: PaymentIntentRow): Promise<PaymentMethodRow> {
  if (id === null) {
    throw new DomainError("parameter_missing", {
      message: "The payment intent has no payment method yet: send `payment_method`, for example pm_card_visa.",
      param: "payment_method",
    });
  }
  const method = await getPaymentMethodRow(ctx, id, "payment_method");
  // It may have been detached since it was chosen.
  assertUsable(method, "payment_method");
  return method;
}
