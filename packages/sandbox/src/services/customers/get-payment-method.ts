import type { InputOf, Operations, PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { getPaymentMethodRow, toPaymentMethod } from "./payment-method.ts";

/** Reads a payment method; where a customer is named, one of his. */
export async function getPaymentMethod(
  ctx: Context,
  { id, customer }: InputOf<Operations["payment_methods.get"]>,
): Promise<PaymentMethod> {
  const row = await getPaymentMethodRow(ctx, id);
  if (customer !== undefined && row.customer !== customer) throw resourceMissing("payment method", id);
  return toPaymentMethod(row, ctx.principal.mode === "live");
}
