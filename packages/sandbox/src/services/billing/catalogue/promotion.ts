import type { Asset } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { priceLines } from "../invoices/invoice-pricing.ts";
import { activeCodes } from "../store.ts";
import type { PromotionCodeRow } from "../tables.ts";
import { getCouponRow, isRedeemable } from "./coupon.ts";
import { termsOfWorth } from "./discount.ts";
import { getPromotionCodeRow } from "./promotion-code.ts";
import { assertGoodFor, countRedemption, worthOf } from "./redeem.ts";

/** A sale that nobody has paid yet. */
export interface Basket {
  /** Null where nobody knows who pays. */
  customer: string | null;
  currency: Asset;
  lines: readonly { amount: number; product: string }[];
}

/** The promotion code that a word stands for, with what it takes off each line. Nothing is written. */
export async function planPromotion(
  ctx: Context,
  word: string,
  basket: Basket,
): Promise<{ promotion_code: string; amounts: number[] }> {
  const param = "promotion_code";
  const key = { realm: ctx.principal.realm, code: word.trim().toUpperCase(), active: 1 };
  const code = await ctx.tx.first(activeCodes, key);
  if (!code) throw resourceMissing("promotion code", word, param);
  return { promotion_code: code.id, amounts: await amountsOf(ctx, code, basket) };
}

/** Throws where a code that was planned with cannot be redeemed any more. */
export async function assertPromotion(ctx: Context, id: string, basket: Basket): Promise<void> {
  await amountsOf(ctx, await getPromotionCodeRow(ctx, id, "promotion_code"), basket);
}

/** Counts the code that a payment was made with. A payment stands even if others have used the code up meanwhile. */
export async function countPromotion(ctx: Context, id: string): Promise<void> {
  const code = await getPromotionCodeRow(ctx, id);
  const coupon = await getCouponRow(ctx, code.coupon);
  const isLeft = code.max_redemptions === null || code.times_redeemed < code.max_redemptions;
  if (isLeft && isRedeemable({ ...coupon, redeem_by: null }, ctx.now)) await countRedemption(ctx, coupon, code);
}

async function amountsOf(
  ctx: Context,
  code: PromotionCodeRow,
  { customer, currency, lines }: Basket,
): Promise<number[]> {
  const coupon = await getCouponRow(ctx, code.coupon, "promotion_code");
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0);
  await assertGoodFor(ctx, coupon, code, { customer: customer ?? "", currency, subtotal }, "promotion_code");
  const plain = lines.map((line) => ({ ...line, discountable: true, discounts: [], taxes: [] }));
  const priced = priceLines(plain, [termsOfWorth(code.id, worthOf(coupon), currency)]);
  return priced.map(({ discount_amounts: taken }) => taken.reduce((sum, { amount }) => sum + amount, 0));
}
