import type { Coupon, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getProduct } from "../../products/index.ts";
import { couponDecimals, toCoupon } from "./coupon.ts";
import { parsePercent } from "./percent.ts";
import { coupons } from "../store.ts";

type Input = InputOf<Operations["coupons.create"]>;

/** Creates a coupon. */
export async function createCoupon(ctx: Context, input: Input): Promise<Coupon> {
  assertWorth(input);
  assertDuration(input);
  if (input.redeem_by !== undefined && input.redeem_by <= ctx.now) {
    throw new DomainError("parameter_invalid", { message: "`redeem_by` lies in the past.", param: "redeem_by" });
  }
  const id = input.id ?? ctx.platform.ids("coupon");
  if (await ctx.tx.first(coupons.find, { id, realm: ctx.principal.realm })) {
    throw new DomainError("state_conflict", { message: `There is a coupon '${id}' already.`, param: "id" });
  }
  const row = {
    id,
    realm: ctx.principal.realm,
    name: input.name ?? null,
    amount_off: input.amount_off ?? null,
    currency: input.currency ?? null,
    percent_off: input.percent_off === undefined ? null : parsePercent(input.percent_off, couponDecimals),
    products: await productsOf(ctx, input),
    duration: input.duration ?? "once",
    duration_in_months: input.duration_in_months ?? null,
    max_redemptions: input.max_redemptions ?? null,
    redeem_by: input.redeem_by ?? null,
    times_redeemed: 0,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(coupons.insert, row);
  const coupon = toCoupon(ctx, row);
  await recordEvent(ctx, "coupon.created", coupon);
  return coupon;
}

function assertWorth({ amount_off: amount, percent_off: percent, currency }: Input): void {
  if ((amount === undefined) === (percent === undefined)) {
    throw new DomainError(amount === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `percent_off` or `amount_off`: one of the two.",
      param: "percent_off",
    });
  }
  if (percent !== undefined && parsePercent(percent, couponDecimals) === 0) {
    throw new DomainError("parameter_invalid", { message: "Nothing would be taken off.", param: "percent_off" });
  }
  if ((amount === undefined) !== (currency === undefined)) {
    throw new DomainError(amount === undefined ? "parameter_invalid" : "parameter_missing", {
      message: "`currency` goes with `amount_off`, and only with it.",
      param: "currency",
    });
  }
}

function assertDuration({ duration, duration_in_months: months }: Input): void {
  if ((duration === "repeating") === (months !== undefined)) return;
  throw new DomainError(months === undefined ? "parameter_missing" : "parameter_invalid", {
    message: "`duration_in_months` goes with `duration: repeating`, and only with it.",
    param: "duration_in_months",
  });
}

async function productsOf(ctx: Context, { applies_to: target }: Input): Promise<string | null> {
  if (target === undefined) return null;
  const products = [...new Set(target.products)];
  for (const id of products) await getProduct(ctx, { id }, "applies_to.products");
  return JSON.stringify(products);
}
