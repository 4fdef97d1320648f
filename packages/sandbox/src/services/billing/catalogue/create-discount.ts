import type { Discount, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { discountOf, toDiscount } from "./discount.ts";
import { redeem } from "./redeem.ts";
import { discounts } from "../store.ts";

/** Redeems a coupon for all coming invoices of a customer. He has one at a time: the one before it ends. */
export async function createDiscount(ctx: Context, input: InputOf<Operations["discounts.create"]>): Promise<Discount> {
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const before = await discountOf(ctx, customer);
  const row = await redeem(ctx, { customer, scope: "customer", target: null }, input);
  if (before) await ctx.tx.run(discounts.update, { ...before, ends_at: ctx.now });
  const discount = toDiscount(row, ctx.principal.mode === "live");
  await recordEvent(ctx, before ? "customer.discount.updated" : "customer.discount.created", discount);
  return discount;
}
