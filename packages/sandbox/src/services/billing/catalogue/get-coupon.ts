import type { Coupon } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCouponRow, toCoupon } from "./coupon.ts";

/** Reads a coupon. */
export async function getCoupon(ctx: Context, { id }: { id: string }): Promise<Coupon> {
  return toCoupon(ctx, await getCouponRow(ctx, id));
}
