import type { Customer, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { attachPaymentMethod } from "./attach-payment-method.ts";
import { createTaxId } from "./create-tax-id.ts";
import { changedInvoiceSettings, noInvoiceSettings, toAddress, toCustomer, toShipping } from "./customer.ts";
import { customers } from "./store.ts";
import { assertRoomOn } from "./test-clock.ts";

/** Creates a customer; a payment method that is sent with it is attached. */
export async function createCustomer(ctx: Context, input: InputOf<Operations["customers.create"]>): Promise<Customer> {
  const { payment_method: method, default_payment_method: chosen } = input;
  if (chosen !== undefined && chosen !== method) {
    throw new DomainError("parameter_invalid", {
      message: "A new customer has the one payment method that is sent: the default is the same as `payment_method`.",
      param: "default_payment_method",
    });
  }
  if (input.test_clock !== undefined) await assertRoomOn(ctx, input.test_clock);
  const row = {
    id: ctx.platform.ids("customer"),
    realm: ctx.principal.realm,
    name: input.name ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    description: input.description ?? null,
    address: input.address ? JSON.stringify(toAddress(input.address)) : null,
    shipping: input.shipping ? JSON.stringify(toShipping(input.shipping)) : null,
    default_payment_method: null,
    tax_exempt: input.tax_exempt ?? "none",
    preferred_locales: JSON.stringify(input.preferred_locales ?? []),
    invoice_settings: changedInvoiceSettings(noInvoiceSettings, input.invoice_settings),
    test_clock: input.test_clock ?? null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    deleted: 0,
    created: ctx.now,
  } as const;
  await ctx.tx.run(customers.insert, row);
  const customer = toCustomer(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "customer.created", customer);
  for (const data of input.tax_id_data ?? []) await createTaxId(ctx, { customer: row.id, ...data });
  if (method === undefined) return customer;
  const { id } = await attachPaymentMethod(ctx, { id: method, customer: row.id });
  if (chosen === undefined) return customer;
  await ctx.tx.run(customers.update, { ...row, default_payment_method: id });
  return { ...customer, default_payment_method: id };
}
