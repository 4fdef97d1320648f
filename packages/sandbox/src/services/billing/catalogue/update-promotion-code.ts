import type { InputOf, Operations, PromotionCode } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { getCouponRow } from "./coupon.ts";
import { assertCodeFree, getPromotionCodeRow, savePromotionCode } from "./promotion-code.ts";

/** Takes a promotion code out of use or back into it, or changes its metadata. */
export async function updatePromotionCode(
  ctx: Context,
  input: InputOf<Operations["promotion_codes.update"]>,
): Promise<PromotionCode> {
  const row = await getPromotionCodeRow(ctx, input.id);
  const active = input.active === undefined ? row.active : Number(input.active);
  if (active > row.active) {
    await getCouponRow(ctx, row.coupon, "active");
    await assertCodeFree(ctx, row.code, "active");
  }
  return savePromotionCode(ctx, { ...row, active, metadata: mergeMetadata(row.metadata, input.metadata) });
}
