import { statements, type Numbered, type Params } from "../../platform/db/statement.ts";
import { rowsOf } from "../../platform/db/table.ts";
import { couponTable, promotionCodeTable, taxRateTable, type CouponRow } from "./tables.ts";

const sql = statements<{ coupons: Numbered<CouponRow> }>();

export const coupons = rowsOf(couponTable);
export const promotionCodes = rowsOf(promotionCodeTable);
export const taxRates = rowsOf(taxRateTable);
export const codesOfCoupon = promotionCodes.where("coupon");
export const activeCodes = promotionCodes.where("code", "active");
export const deleteCouponRow = sql((q, p: Params<{ id: string; realm: number }>) =>
  q.deleteFrom("coupons").where("id", "=", p("id")).where("realm", "=", p("realm")),
);
