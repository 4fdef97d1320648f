import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCouponRow, toCoupon } from "./coupon.ts";
import { savePromotionCode } from "./promotion-code.ts";
import { codesOfCoupon, coupons } from "../store.ts";

/** Deletes a coupon, and takes its promotion codes out of use. A discount that was given keeps what it is worth. */
export async function deleteCoupon(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["coupons.delete"]>> {
  const row = await getCouponRow(ctx, id);
  const { realm } = ctx.principal;
  for (const code of await ctx.tx.all(codesOfCoupon, { realm, coupon: id })) {
    if (code.active === 1) await savePromotionCode(ctx, { ...code, active: 0 });
  }
  await ctx.tx.run(coupons.remove, { realm, id });
  await recordEvent(ctx, "coupon.deleted", toCoupon(ctx, row));
  return { id, object: "coupon", deleted: true };
}
