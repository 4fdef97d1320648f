import type { PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getPaymentMethodRow, toPaymentMethod } from "./payment-method.ts";

/** Reads a payment method. */
export async function getPaymentMethod(ctx: Context, { id }: { id: string }): Promise<PaymentMethod> {
  return toPaymentMethod(await getPaymentMethodRow(ctx, id), ctx.principal.mode === "live");
}
