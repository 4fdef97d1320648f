import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  Amount,
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";

/** For how many invoices of a subscription a coupon is worth something. */
export const couponDurations = ["once", "repeating", "forever"] as const;

const Percent = Type.String({
  pattern: "^(100(\\.0{1,2})?|\\d{1,2}(\\.\\d{1,2})?)$",
  description: "A percentage with at most two decimals, as text: `25.5`.",
});
const CouponId = Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$", description: "`cpn_…`, or a word of your own." });

export const Coupon = Type.Object({
  id: CouponId,
  object: Type.Literal("coupon"),
  amount_off: Nullable(Amount),
  applies_to: Nullable(Type.Object({ products: Type.Array(Id("product")) })),
  created: Timestamp,
  currency: Nullable(Currency),
  duration: OneOf(...couponDurations),
  duration_in_months: Nullable(Type.Integer({ minimum: 1 })),
  livemode: Type.Boolean(),
  max_redemptions: Nullable(Type.Integer({ minimum: 1 })),
  metadata: Metadata,
  name: Nullable(Type.String()),
  percent_off: Nullable(Percent),
  redeem_by: Nullable(Timestamp),
  times_redeemed: Type.Integer({ minimum: 0 }),
  valid: Type.Boolean({ description: "Whether it can be redeemed now." }),
});
/** What is taken off an invoice: a percentage or an amount. */
export type Coupon = Static<typeof Coupon>;

const couponNotes = { name: Type.Optional(Text(40)), metadata: Type.Optional(MetadataParam) };
const ExistingCoupon = Type.String({ minLength: 1, maxLength: 64, description: "`cpn_…`" });

const PromotionRestrictions = {
  first_time_transaction: Type.Boolean({ description: "Only for customers who have not paid anything yet." }),
  minimum_amount: Nullable(Amount),
  minimum_amount_currency: Nullable(Currency),
};

export const PromotionCode = Type.Object({
  id: Id("promotionCode"),
  object: Type.Literal("promotion_code"),
  active: Type.Boolean(),
  code: Type.String(),
  coupon: ExistingCoupon,
  created: Timestamp,
  customer: Nullable(Id("customer")),
  expires_at: Nullable(Timestamp),
  livemode: Type.Boolean(),
  max_redemptions: Nullable(Type.Integer({ minimum: 1 })),
  metadata: Metadata,
  restrictions: Type.Object(PromotionRestrictions),
  times_redeemed: Type.Integer({ minimum: 0 }),
});
/** A word that a customer types to redeem a coupon. */
export type PromotionCode = Static<typeof PromotionCode>;

const MaxRedemptions = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

export const couponOperations = {
  "coupons.create": operation({
    id: "coupons.create",
    method: "POST",
    path: "/billing/coupons",
    access: "payments:write",
    summary: "Create a coupon: a percentage or an amount off.",
    input: Params({
      id: Type.Optional(CouponId),
      amount_off: Type.Optional(Amount),
      applies_to: Type.Optional(Params({ products: Type.Array(Id("product"), { minItems: 1, maxItems: 50 }) })),
      currency: Type.Optional(Currency),
      duration: Type.Optional(OneOf(...couponDurations)),
      duration_in_months: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
      max_redemptions: Type.Optional(MaxRedemptions),
      percent_off: Type.Optional(Percent),
      redeem_by: Type.Optional(Timestamp),
      ...couponNotes,
      ...expandParam,
    }),
    output: Coupon,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "coupons.list": operation({
    id: "coupons.list",
    method: "GET",
    path: "/billing/coupons",
    access: "payments:read",
    summary: "List coupons.",
    input: Params({ ...pageParams, ...expandParam }),
    output: List(Coupon),
    errors: [],
  }),
  "coupons.get": operation({
    id: "coupons.get",
    method: "GET",
    path: "/billing/coupons/{id}",
    access: "payments:read",
    summary: "Read a coupon.",
    input: Params({ id: ExistingCoupon, ...expandParam }),
    output: Coupon,
    errors: ["resource_missing"],
  }),
  "coupons.update": operation({
    id: "coupons.update",
    method: "POST",
    path: "/billing/coupons/{id}",
    access: "payments:write",
    summary: "Change a coupon's name or metadata; what it is worth never changes.",
    input: Params({
      id: ExistingCoupon,
      ...couponNotes,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: Coupon,
    errors: ["resource_missing"],
  }),
  "coupons.delete": operation({
    id: "coupons.delete",
    method: "DELETE",
    path: "/billing/coupons/{id}",
    access: "payments:write",
    summary: "Delete a coupon: it can no longer be redeemed. Whoever has its discount keeps it.",
    input: Params({ id: ExistingCoupon }),
    output: Type.Object({ id: Type.String(), object: Type.Literal("coupon"), deleted: Type.Literal(true) }),
    errors: ["resource_missing"],
  }),
  "promotion_codes.create": operation({
    id: "promotion_codes.create",
    method: "POST",
    path: "/billing/promotion_codes",
    access: "payments:write",
    summary: "Create a word that redeems a coupon.",
    input: Params({
      coupon: ExistingCoupon,
      active: Type.Optional(Type.Boolean()),
      code: Type.Optional(
        Type.String({
          pattern: "^[A-Za-z0-9-]{1,50}$",
          description: "Letters, digits and dashes; the case does not matter. One is made by default.",
        }),
      ),
      customer: Type.Optional(Id("customer")),
      expires_at: Type.Optional(Timestamp),
      max_redemptions: Type.Optional(MaxRedemptions),
      metadata: Type.Optional(MetadataParam),
      restrictions: Type.Optional(
        Params({
          first_time_transaction: Type.Optional(Type.Boolean()),
          minimum_amount: Type.Optional(Amount),
          minimum_amount_currency: Type.Optional(Currency),
        }),
      ),
      ...expandParam,
    }),
    output: PromotionCode,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "promotion_codes.list": operation({
    id: "promotion_codes.list",
    method: "GET",
    path: "/billing/promotion_codes",
    access: "payments:read",
    summary: "List promotion codes.",
    input: Params({
      ...pageParams,
      active: Type.Optional(Type.Boolean()),
      code: Type.Optional(Type.String({ maxLength: 50 })),
      coupon: Type.Optional(ExistingCoupon),
      customer: Type.Optional(Id("customer")),
      ...expandParam,
    }),
    output: List(PromotionCode),
    errors: [],
  }),
  "promotion_codes.get": operation({
    id: "promotion_codes.get",
    method: "GET",
    path: "/billing/promotion_codes/{id}",
    access: "payments:read",
    summary: "Read a promotion code.",
    input: Params({ id: Id("promotionCode"), ...expandParam }),
    output: PromotionCode,
    errors: ["resource_missing"],
  }),
  "promotion_codes.update": operation({
    id: "promotion_codes.update",
    method: "POST",
    path: "/billing/promotion_codes/{id}",
    access: "payments:write",
    summary: "Take a promotion code out of use or back into it, or change its metadata.",
    input: Params({
      id: Id("promotionCode"),
      active: Type.Optional(Type.Boolean()),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: PromotionCode,
    errors: ["resource_missing", "state_conflict"],
  }),
};
