import type { Coupon } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { resourceMissing } from "../../../platform/errors.ts";
import { formatPercent } from "./percent.ts";
import { coupons } from "../store.ts";
import type { CouponRow } from "../tables.ts";

/** Decimals of a coupon's percentage. */
export const couponDecimals = 2;

/** Whether a coupon can be redeemed at an instant. */
export function isRedeemable(row: Pick<CouponRow, "redeem_by" | "max_redemptions" | "times_redeemed">, now: number) {
  const inTime = row.redeem_by === null || now <= row.redeem_by;
  return inTime && (row.max_redemptions === null || row.times_redeemed < row.max_redemptions);
}

/** The coupon as the API shows it. */
export const toCoupon = ({ principal, now }: Context, row: Omit<CouponRow, "n">): Coupon =>
  couponAt(now, row, principal.mode === "live");

/** The coupon as the API shows it at an instant. */
export function couponAt(now: number, row: Omit<CouponRow, "n" | "realm">, livemode: boolean): Coupon {
  return {
    id: row.id,
    object: "coupon",
    amount_off: row.amount_off,
    // It was stored by `createCoupon`.
    applies_to: row.products === null ? null : { products: JSON.parse(row.products) as string[] },
    created: row.created,
    currency: row.currency,
    duration: row.duration,
    duration_in_months: row.duration_in_months,
    livemode,
    max_redemptions: row.max_redemptions,
    metadata: JSON.parse(row.metadata) as Coupon["metadata"],
    name: row.name,
    percent_off: row.percent_off === null ? null : formatPercent(row.percent_off, couponDecimals),
    redeem_by: row.redeem_by,
    times_redeemed: row.times_redeemed,
    valid: isRedeemable(row, now),
  };
}

/** Reads a coupon, or throws. */
export async function getCouponRow({ tx, principal }: Context, id: string, param = "id"): Promise<CouponRow> {
  const row = await tx.first(coupons.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("coupon", id, param);
  return row;
}
