import type { Coupon, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toCoupon } from "./coupon.ts";
import { coupons } from "../store.ts";

/** Lists coupons. */
export function listCoupons(ctx: Context, params: InputOf<Operations["coupons.list"]>): Promise<List<Coupon>> {
  return coupons.page(ctx.tx, {
    url: "/billing/coupons",
    owner: ctx.principal.realm,
    params,
    toResource: (row) => toCoupon(ctx, row),
  });
}
