import type { PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { toPaymentMethod } from "./payment-method.ts";
import { customers, paymentMethods } from "./store.ts";
import type { PaymentMethodRow } from "./tables.ts";

/** Gives a method to a customer, who is known to be there. The same customer again changes nothing. */
export async function attachRow(ctx: Context, row: PaymentMethodRow, customer: string): Promise<PaymentMethod> {
  const livemode = ctx.principal.mode === "live";
  if (row.customer === customer) return toPaymentMethod(row, livemode);
  const attached = { ...row, customer };
  await ctx.tx.run(paymentMethods.update, attached);
  const method = toPaymentMethod(attached, livemode);
  await recordEvent(ctx, "payment_method.attached", method);
  return method;
}

/** Gives a method that is still free to the customer who used it, if they are still there. */
export async function keepMethod(ctx: Context, row: PaymentMethodRow, customer: string): Promise<void> {
  const owner = await ctx.tx.first(customers.find, { id: customer, realm: ctx.principal.realm });
  if (owner?.deleted === 0 && row.customer === null && row.spent === 0) await attachRow(ctx, row, customer);
}

/** Notes that the payer authenticated this method in a setup. */
export async function markAuthenticated(ctx: Context, row: PaymentMethodRow): Promise<PaymentMethodRow> {
  const authenticated = { ...row, authenticated: 1 };
  await ctx.tx.run(paymentMethods.update, authenticated);
  return authenticated;
}
