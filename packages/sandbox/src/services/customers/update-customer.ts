import type { Customer, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched, patchedJson } from "../../platform/patch.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { changedInvoiceSettings, getCustomerRow, toAddress, toCustomer, toShipping } from "./customer.ts";
import { getPaymentMethodRow } from "./payment-method.ts";
import { customers } from "./store.ts";

/** Changes a customer, or chooses the default payment method. */
export async function updateCustomer(ctx: Context, input: InputOf<Operations["customers.update"]>): Promise<Customer> {
  const row = await getCustomerRow(ctx, input.id);
  const method = input.default_payment_method;
  if (typeof method === "string") {
    const found = await getPaymentMethodRow(ctx, method, "default_payment_method");
    if (found.customer !== row.id) throw resourceMissing("payment method", method, "default_payment_method");
  }
  const changed = {
    ...row,
    name: patched(input.name, row.name),
    email: patched(input.email, row.email),
    phone: patched(input.phone, row.phone),
    description: patched(input.description, row.description),
    address: patchedJson(input.address, row.address, toAddress),
    shipping: patchedJson(input.shipping, row.shipping, toShipping),
    default_payment_method: patched(method, row.default_payment_method),
    tax_exempt: input.tax_exempt === undefined ? row.tax_exempt : (input.tax_exempt ?? "none"),
    preferred_locales: input.preferred_locales ? JSON.stringify(input.preferred_locales) : row.preferred_locales,
    invoice_settings: changedInvoiceSettings(row.invoice_settings, input.invoice_settings),
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(customers.update, changed);
  const customer = toCustomer(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "customer.updated", customer);
  return customer;
}
