import type { Coupon, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCouponRow, toCoupon } from "./coupon.ts";
import { coupons } from "../store.ts";

/** Changes what is noted on a coupon. */
export async function updateCoupon(ctx: Context, input: InputOf<Operations["coupons.update"]>): Promise<Coupon> {
  const row = await getCouponRow(ctx, input.id);
  const changed = { ...row, name: input.name ?? row.name, metadata: mergeMetadata(row.metadata, input.metadata) };
  await ctx.tx.run(coupons.update, changed);
  const coupon = toCoupon(ctx, changed);
  await recordEvent(ctx, "coupon.updated", coupon);
  return coupon;
}
