import type { PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { getPaymentMethodRow, toPaymentMethod } from "./payment-method.ts";
import { customers, paymentMethods } from "./store.ts";
import type { PaymentMethodRow } from "./tables.ts";

/** Takes a payment method from its customer; it can never be used again. */
export async function detachPaymentMethod(ctx: Context, { id }: { id: string }): Promise<PaymentMethod> {
  const row = await getPaymentMethodRow(ctx, id);
  if (row.customer === null) {
    throw new DomainError("payment_method_unexpected_state", {
      message: `The payment method ${id} is not attached to a customer.`,
      param: "id",
    });
  }
  const customer = await ctx.tx.first(customers.find, { id: row.customer, realm: ctx.principal.realm });
  if (customer?.default_payment_method === id) {
    await ctx.tx.run(customers.update, { ...customer, default_payment_method: null });
  }
  return detachRow(ctx, row);
}

/** Spends a method that was attached. */
export async function detachRow(ctx: Context, row: PaymentMethodRow): Promise<PaymentMethod> {
  const detached = { ...row, customer: null, spent: 1 };
  await ctx.tx.run(paymentMethods.update, detached);
  const method = toPaymentMethod(detached, ctx.principal.mode === "live");
  await recordEvent(ctx, "payment_method.detached", method);
  return method;
}
