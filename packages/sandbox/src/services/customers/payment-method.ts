import type { BillingDetails, PaymentMethod, PaymentMethodData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { toAddress } from "./customer.ts";
import { paymentMethods } from "./store.ts";
import type { PaymentMethodRow } from "./tables.ts";

/** The payment method as the API shows it. */
export function toPaymentMethod(row: Omit<PaymentMethodRow, "n">, livemode: boolean): PaymentMethod {
  return {
    id: row.id,
    object: "payment_method",
    billing_details: JSON.parse(row.billing_details) as BillingDetails,
    created: row.created,
    customer: row.customer,
    livemode,
    metadata: JSON.parse(row.metadata) as PaymentMethod["metadata"],
    type: row.type,
    [row.type]: JSON.parse(row.details) as unknown,
  };
}

/** Reads a payment method, or throws. */
export async function getPaymentMethodRow({ tx, principal }: Context, id: string, param = "id") {
  const row = await tx.first(paymentMethods.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("payment method", id, param);
  return row;
}

/** Throws where a payment method was detached. */
export function assertUsable(row: PaymentMethodRow, param: string): void {
  if (row.spent === 0) return;
  throw new DomainError("payment_method_unexpected_state", {
    message: `The payment method ${row.id} was detached from its customer and may not be used again.`,
    param,
  });
}

/** Billing details with all their fields. */
export function toBillingDetails(input: PaymentMethodData["billing_details"]): BillingDetails {
  return {
    address: input?.address ? toAddress(input.address) : null,
    email: input?.email ?? null,
    name: input?.name ?? null,
    phone: input?.phone ?? null,
  };
}
