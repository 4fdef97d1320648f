import type { InputOf, Operations, PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { makeFromData } from "./make-payment-method.ts";
import { toPaymentMethod } from "./payment-method.ts";

/** Creates a payment method from test data. */
export async function createPaymentMethod(
  ctx: Context,
  input: InputOf<Operations["payment_methods.create"]>,
): Promise<PaymentMethod> {
  return toPaymentMethod(await makeFromData(ctx, input, ""), ctx.principal.mode === "live");
}
