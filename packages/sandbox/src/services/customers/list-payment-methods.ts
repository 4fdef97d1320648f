import type { InputOf, List, Operations, PaymentMethod } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getCustomerRow } from "./customer.ts";
import { toPaymentMethod } from "./payment-method.ts";
import { paymentMethods } from "./store.ts";

/** Lists payment methods. */
export function listPaymentMethods(
  { tx, principal }: Context,
  input: InputOf<Operations["payment_methods.list"]>,
  url = "/payments/payment_methods",
): Promise<List<PaymentMethod>> {
  const { customer, type, ...params } = input;
  return paymentMethods.page(tx, {
    url,
    owner: principal.realm,
    params,
    filters: { customer, type },
    toResource: (row) => toPaymentMethod(row, principal.mode === "live"),
  });
}

/** Lists the payment methods of one customer. */
export async function listCustomerPaymentMethods(
  ctx: Context,
  { id, ...params }: InputOf<Operations["customers.payment_methods"]>,
): Promise<List<PaymentMethod>> {
  const { id: customer } = await getCustomerRow(ctx, id);
  return listPaymentMethods(ctx, { ...params, customer }, `/payments/customers/${id}/payment_methods`);
}
