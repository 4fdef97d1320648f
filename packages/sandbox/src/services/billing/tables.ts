import type { Asset, Coupon } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";
import { quoteTable } from "./quotes/quote-tables.ts";
import { creditNoteTable } from "./credit/credit-note-tables.ts";
import { invoiceSchema } from "./invoices/invoice-tables.ts";
import { portalSchema } from "./portal/portal-tables.ts";
import { meterEventTable } from "./usage/usage-tables.ts";
import { subscriptionSchema } from "./subscriptions/subscription-tables.ts";

export interface CouponRow extends OwnedRow {
  name: string | null;
  amount_off: number | null;
  currency: Asset | null;
  /** Hundredths of a percent. */
  percent_off: number | null;
  /** JSON of the ids of products; null means all. */
  products: string | null;
  duration: Coupon["duration"];
  duration_in_months: number | null;
  max_redemptions: number | null;
  redeem_by: number | null;
  times_redeemed: number;
  metadata: string;
}

export interface PromotionCodeRow extends OwnedRow {
  /** In upper case. */
  code: string;
  coupon: string;
  active: number;
  customer: string | null;
  expires_at: number | null;
  max_redemptions: number | null;
  first_time: number;
  minimum_amount: number | null;
  minimum_amount_currency: Asset | null;
  times_redeemed: number;
  metadata: string;
}

export interface DiscountRow extends OwnedRow {
  customer: string;
  /** Whose invoices it is for: all of the customer's, or one thing of his. */
  scope: DiscountScope;
  /** The id of that one thing; null for the customer. */
  target: string | null;
  coupon: string;
  /** JSON of the coupon as it was when it was redeemed, as `DiscountWorth`. */
  worth: string;
  promotion_code: string | null;
  starts_at: number;
  ends_at: number | null;
}

/** What a discount can be for. */
export type DiscountScope = "customer" | "quote" | "subscription" | "subscription_item" | "invoice" | "invoice_item";

/** The coupon as its discount keeps it. */
export type DiscountWorth = Omit<CouponRow, "n" | "realm">;

export interface TaxRateRow extends OwnedRow {
  display_name: string;
  description: string | null;
  inclusive: number;
  /** Ten thousandths of a percent. */
  percentage: number;
  country: string | null;
  state: string | null;
  jurisdiction: string | null;
  active: number;
  metadata: string;
}

export const couponTable = defineTable<CouponRow>(
  "coupons",
  {
    name: "TEXT",
    amount_off: "INTEGER",
    currency: "TEXT",
    percent_off: "INTEGER",
    products: "TEXT",
    duration: "TEXT NOT NULL",
    duration_in_months: "INTEGER",
    max_redemptions: "INTEGER",
    redeem_by: "INTEGER",
    times_redeemed: "INTEGER NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  {
    callersIds: true,
    constraints: [
      "CHECK ((amount_off IS NULL) <> (percent_off IS NULL))",
      "CHECK (max_redemptions IS NULL OR times_redeemed <= max_redemptions)",
    ],
  },
);

export const promotionCodeTable = defineTable<PromotionCodeRow>(
  "promotion_codes",
  {
    code: "TEXT NOT NULL",
    coupon: "TEXT NOT NULL",
    active: "INTEGER NOT NULL",
    customer: "TEXT REFERENCES customers (id)",
    expires_at: "INTEGER",
    max_redemptions: "INTEGER",
    first_time: "INTEGER NOT NULL",
    minimum_amount: "INTEGER",
    minimum_amount_currency: "TEXT",
    times_redeemed: "INTEGER NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: ["CHECK (max_redemptions IS NULL OR times_redeemed <= max_redemptions)"],
    statements: [
      "CREATE UNIQUE INDEX promotion_codes_active_once ON promotion_codes (realm, code) WHERE active = 1",
      "CREATE INDEX promotion_codes_by_coupon ON promotion_codes (realm, coupon)",
    ],
  },
);

export const discountTable = defineTable<DiscountRow>(
  "discounts",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    scope: "TEXT NOT NULL",
    target: "TEXT",
    coupon: "TEXT NOT NULL",
    worth: "TEXT NOT NULL",
    promotion_code: "TEXT",
    starts_at: "INTEGER NOT NULL",
    ends_at: "INTEGER",
  },
  {
    constraints: ["CHECK ((scope = 'customer') = (target IS NULL))"],
    statements: ["CREATE INDEX discounts_by_customer ON discounts (customer, scope, n)"],
  },
);

export const taxRateTable = defineTable<TaxRateRow>("tax_rates", {
  display_name: "TEXT NOT NULL",
  description: "TEXT",
  inclusive: "INTEGER NOT NULL",
  percentage: "INTEGER NOT NULL",
  country: "TEXT",
  state: "TEXT",
  jurisdiction: "TEXT",
  active: "INTEGER NOT NULL",
  metadata: "TEXT NOT NULL",
});

export const billingSchema = [
  couponTable.schema,
  promotionCodeTable.schema,
  discountTable.schema,
  taxRateTable.schema,
  subscriptionSchema,
  invoiceSchema,
  creditNoteTable.schema,
  quoteTable.schema,
  meterEventTable.schema,
  portalSchema,
].join(";\n");
