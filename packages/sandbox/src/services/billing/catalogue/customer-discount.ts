import type { Customer, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { createCustomer, updateCustomer } from "../../customers/index.ts";
import { createDiscount } from "./create-discount.ts";
import { discountOf, endDiscount } from "./discount.ts";

/** Creates a customer, with a discount if one is redeemed. */
export async function createCustomerWithDiscount(
  ctx: Context,
  { coupon, promotion_code, ...input }: InputOf<Operations["customers.create"]>,
): Promise<Customer> {
  const customer = await createCustomer(ctx, input);
  await redeemFor(ctx, customer.id, { coupon, promotion_code });
  return customer;
}

/** Changes a customer, and the discount that he has: null takes it away. */
export async function updateCustomerWithDiscount(
  ctx: Context,
  { coupon, promotion_code, ...input }: InputOf<Operations["customers.update"]>,
): Promise<Customer> {
  const customer = await updateCustomer(ctx, input);
  await redeemFor(ctx, customer.id, { coupon, promotion_code });
  return customer;
}

interface Redeemed {
  coupon: string | null | undefined;
  promotion_code: string | null | undefined;
}

async function redeemFor(ctx: Context, customer: string, { coupon, promotion_code: code }: Redeemed): Promise<void> {
  const named = { ...(coupon && { coupon }), ...(code && { promotion_code: code }) };
  if (Object.keys(named).length > 0) return void (await createDiscount(ctx, { customer, ...named }));
  if (coupon !== null && code !== null) return;
  const before = await discountOf(ctx, customer);
  if (before) await endDiscount(ctx, before);
}
