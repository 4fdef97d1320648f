import type { Customer, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { createCustomer, updateCustomer } from "../customers/index.ts";
import { createDiscount } from "./catalogue/create-discount.ts";
import { discountOf, endDiscount } from "./catalogue/discount.ts";
import { adjustCustomerBalance } from "./credit/adjust-customer-balance.ts";
import { balanceOf } from "./credit/customer-balance.ts";
import { firstCurrency } from "./store.ts";

/** Creates a customer, with a balance and with a discount if one is redeemed. */
export async function createCustomerWithTerms(
  ctx: Context,
  { balance, coupon, promotion_code, ...input }: InputOf<Operations["customers.create"]>,
): Promise<Customer> {
  const customer = await createCustomer(ctx, input);
  await setBalance(ctx, customer.id, balance);
  await redeemFor(ctx, customer.id, { coupon, promotion_code });
  return customer;
}

/** Changes a customer, his balance, and the discount that he has: null takes it away. */
export async function updateCustomerWithTerms(
  ctx: Context,
  { balance, coupon, promotion_code, ...input }: InputOf<Operations["customers.update"]>,
): Promise<Customer> {
  const customer = await updateCustomer(ctx, input);
  await setBalance(ctx, customer.id, balance);
  await redeemFor(ctx, customer.id, { coupon, promotion_code });
  return customer;
}

/** Adjusts a balance by what it takes to be this one: in the currency that the customer is billed in, or usd. */
async function setBalance(ctx: Context, customer: string, balance: number | undefined): Promise<void> {
  if (balance === undefined) return;
  const found = await ctx.tx.first(firstCurrency, { realm: ctx.principal.realm, customer });
  const currency = found?.currency ?? "usd";
  const amount = balance - (await balanceOf(ctx, customer, currency));
  if (!Number.isSafeInteger(amount)) {
    throw new DomainError("amount_too_large", {
      message: "The change of the balance would be beyond what can be counted exactly.",
      param: "balance",
    });
  }
  if (amount !== 0) await adjustCustomerBalance(ctx, { customer, currency, amount });
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
