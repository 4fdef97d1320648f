import type { Asset, DiscountParam } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { priceLines } from "../invoices/invoice-pricing.ts";
import { activeCodes, coupons } from "../store.ts";
import { isRedeemable } from "./coupon.ts";
import { termsOfWorth } from "./discount.ts";
import { getPromotionCodeRow } from "./promotion-code.ts";
import { assertGoodFor, countRedemption, findRedeemed, worthOf } from "./redeem.ts";

/** A sale that nobody has paid yet. */
export interface Basket {
  /** Null where nobody knows who pays. */
  customer: string | null;
  currency: Asset;
  lines: readonly { amount: number; product: string }[];
}

/** What takes something off a sale: a coupon, or the code that redeems one. */
export type SaleDiscount = Pick<DiscountParam, "coupon" | "promotion_code">;

/** The promotion code that a word stands for. */
export async function findPromotion(ctx: Context, word: string): Promise<SaleDiscount> {
  const key = { realm: ctx.principal.realm, code: word.trim().toUpperCase(), active: 1 };
  const code = await ctx.tx.first(activeCodes, key);
  if (!code) throw resourceMissing("promotion code", word, "promotion_code");
  return { promotion_code: code.id };
}

/** What a discount takes off each line of a sale; throws where it cannot be redeemed for it. Nothing is written. */
export async function planSaleDiscount(
  ctx: Context,
  discount: SaleDiscount,
  { customer, currency, lines }: Basket,
  path = "",
): Promise<number[]> {
  const { coupon, code, param } = await findRedeemed(ctx, discount, path);
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0);
  await assertGoodFor(ctx, coupon, code, { customer: customer ?? "", currency, subtotal }, param);
  const plain = lines.map((line) => ({ ...line, discountable: true, discounts: [], taxes: [] }));
  const priced = priceLines(plain, [termsOfWorth(code?.id ?? coupon.id, worthOf(coupon), currency)]);
  return priced.map(({ discount_amounts: taken }) => taken.reduce((sum, { amount }) => sum + amount, 0));
}

/** Counts what a payment was made with. A payment stands even if that was used up by others, or deleted, meanwhile. */
export async function countSaleDiscount(
  ctx: Context,
  { coupon: named, promotion_code: id }: SaleDiscount,
): Promise<void> {
  const code = id === undefined ? undefined : await getPromotionCodeRow(ctx, id);
  const key = { id: code?.coupon ?? named ?? "", realm: ctx.principal.realm };
  const coupon = await ctx.tx.first(coupons.find, key);
  if (!coupon) return;
  const isLeft = !code || code.max_redemptions === null || code.times_redeemed < code.max_redemptions;
  if (isLeft && isRedeemable({ ...coupon, redeem_by: null }, ctx.now)) await countRedemption(ctx, coupon, code);
}
