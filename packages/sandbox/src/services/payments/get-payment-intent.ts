import type { PaymentIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getIntentRow, toPaymentIntent } from "./payment-intent.ts";

/** Reads a payment intent. */
export async function getPaymentIntent(ctx: Context, { id }: { id: string }): Promise<PaymentIntent> {
  return toPaymentIntent(ctx, await getIntentRow(ctx, id));
}
