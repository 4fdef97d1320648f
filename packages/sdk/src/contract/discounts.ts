import { Type, type Static } from "typebox";

import { Coupon } from "./coupons.ts";
import { operation } from "./operation.ts";
import { expandParam, Id, List, Nullable, pageParams, Params, Timestamp } from "./schema.ts";

const couponParam = Type.String({ minLength: 1, maxLength: 64, description: "`cpn_…`" });

export const Discount = Type.Object({
  id: Id("discount"),
  object: Type.Literal("discount"),
  coupon: Type.Object(Coupon.properties, { description: "The coupon as it was when it was redeemed." }),
  created: Timestamp,
  customer: Id("customer"),
  end: Nullable(Type.Integer({ description: "When it ends, or ended; null where it lasts." })),
  invoice: Nullable(Id("invoice")),
  invoice_item: Nullable(Type.String({ description: "`ii_…`; `il_…` for a line that bills a subscription." })),
  livemode: Type.Boolean(),
  promotion_code: Nullable(Id("promotionCode")),
  start: Timestamp,
  subscription: Nullable(Id("subscription")),
  subscription_item: Nullable(Id("subscriptionItem")),
});
/** A coupon that was redeemed: by a customer, or for one subscription, invoice or item. It keeps the coupon as it was then. */
export type Discount = Static<typeof Discount>;

/** A discount that was ended by a call. */
export const DeletedDiscount = Type.Object({ ...Discount.properties, deleted: Type.Literal(true) });

/** What takes something off. */
export const DiscountParam = Params({
  coupon: Type.Optional(couponParam),
  discount: Type.Optional(Id("discount")),
  promotion_code: Type.Optional(Id("promotionCode")),
});
/** One of: a coupon or a promotion code to redeem, or a discount that is there already. */
export type DiscountParam = Static<typeof DiscountParam>;

/** What takes something off, in order. */
export const DiscountsParam = Type.Array(DiscountParam, {
  maxItems: 20,
  description: "In their order; an empty list removes them.",
});

/** What one discount took off. */
export const DiscountAmount = Type.Object({
  amount: Type.Integer({ minimum: 0 }),
  discount: Id("discount"),
});

export const discountOperations = {
  "discounts.create": operation({
    id: "discounts.create",
    method: "POST",
    path: "/billing/discounts",
    access: "payments:write",
    summary: "Redeem a coupon for all coming invoices of a customer; one that he has ends.",
    input: Params({
      customer: Id("customer"),
      coupon: Type.Optional(couponParam),
      promotion_code: Type.Optional(Id("promotionCode")),
      ...expandParam,
    }),
    output: Discount,
    status: 201,
    errors: ["resource_missing", "parameter_missing", "coupon_expired"],
  }),
  "discounts.list": operation({
    id: "discounts.list",
    method: "GET",
    path: "/billing/discounts",
    access: "payments:read",
    summary: "List discounts, also those that ended.",
    input: Params({ ...pageParams, customer: Type.Optional(Id("customer")), ...expandParam }),
    output: List(Discount),
    errors: [],
  }),
  "discounts.get": operation({
    id: "discounts.get",
    method: "GET",
    path: "/billing/discounts/{id}",
    access: "payments:read",
    summary: "Read a discount.",
    input: Params({ id: Id("discount"), ...expandParam }),
    output: Discount,
    errors: ["resource_missing"],
  }),
  "discounts.delete": operation({
    id: "discounts.delete",
    method: "DELETE",
    path: "/billing/discounts/{id}",
    access: "payments:write",
    summary: "End a customer's discount. Invoices that have it keep it.",
    input: Params({ id: Id("discount") }),
    output: Type.Object({ id: Id("discount"), object: Type.Literal("discount"), deleted: Type.Literal(true) }),
    errors: ["resource_missing", "state_conflict"],
  }),
};
