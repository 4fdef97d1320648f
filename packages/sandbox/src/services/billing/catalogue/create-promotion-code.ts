import type { InputOf, Operations, PromotionCode } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { getCouponRow, isRedeemable } from "./coupon.ts";
import { assertCodeFree, toPromotionCode } from "./promotion-code.ts";
import { promotionCodes } from "../store.ts";
import type { CouponRow } from "../tables.ts";

type Input = InputOf<Operations["promotion_codes.create"]>;

/** Creates a word that redeems a coupon. */
export async function createPromotionCode(ctx: Context, input: Input): Promise<PromotionCode> {
  const coupon = await getCouponRow(ctx, input.coupon, "coupon");
  assertFits(ctx, coupon, input);
  const customer = input.customer === undefined ? null : await getCustomerRow(ctx, input.customer, "customer");
  const id = ctx.platform.ids("promotionCode");
  const code = (input.code ?? id.slice(-8)).toUpperCase();
  const active = input.active !== false;
  if (active) await assertCodeFree(ctx, code, "code");
  const row = {
    id,
    realm: ctx.principal.realm,
    code,
    coupon: coupon.id,
    active: Number(active),
    customer: customer?.id ?? null,
    expires_at: input.expires_at ?? null,
    max_redemptions: input.max_redemptions ?? null,
    first_time: Number(input.restrictions?.first_time_transaction ?? false),
    minimum_amount: input.restrictions?.minimum_amount ?? null,
    minimum_amount_currency: input.restrictions?.minimum_amount_currency ?? null,
    times_redeemed: 0,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(promotionCodes.insert, row);
  const promotionCode = toPromotionCode(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "promotion_code.created", promotionCode);
  return promotionCode;
}

function assertFits(ctx: Context, coupon: CouponRow, input: Input): void {
  const refuse = (message: string, param: string) => {
    throw new DomainError("parameter_invalid", { message, param });
  };
  if (!isRedeemable(coupon, ctx.now)) refuse(`The coupon ${coupon.id} can no longer be redeemed.`, "coupon");
  const { expires_at: end, max_redemptions: count, restrictions } = input;
  if (end !== undefined && end <= ctx.now) refuse("`expires_at` lies in the past.", "expires_at");
  if (end !== undefined && coupon.redeem_by !== null && end > coupon.redeem_by) {
    refuse("A promotion code does not outlive its coupon's `redeem_by`.", "expires_at");
  }
  if (count !== undefined && coupon.max_redemptions !== null && count > coupon.max_redemptions) {
    refuse("A promotion code is not redeemed more often than its coupon.", "max_redemptions");
  }
  if ((restrictions?.minimum_amount === undefined) !== (restrictions?.minimum_amount_currency === undefined)) {
    refuse("`minimum_amount` and `minimum_amount_currency` go together.", "restrictions.minimum_amount");
  }
}
