import type { Customer, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { attachPaymentMethod } from "./attach-payment-method.ts";
import { toAddress, toCustomer, toShipping } from "./customer.ts";
import { customers } from "./store.ts";

/** Creates a customer; a payment method that is sent with it is attached. */
export async function createCustomer(ctx: Context, input: InputOf<Operations["customers.create"]>): Promise<Customer> {
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
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    deleted: 0,
    created: ctx.now,
  };
  await ctx.tx.run(customers.insert, row);
  const customer = toCustomer(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "customer.created", customer);
  if (input.payment_method !== undefined) {
    await attachPaymentMethod(ctx, { id: input.payment_method, customer: row.id });
  }
  return customer;
}
