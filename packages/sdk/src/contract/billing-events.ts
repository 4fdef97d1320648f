import { createCoupon, createPromotionCode, createTaxRate } from "./billing-triggers.ts";
import { Coupon, PromotionCode } from "./coupons.ts";
import { TaxRate } from "./tax-rates.ts";
import type { TriggerStep } from "./trigger.ts";

const step = (name: string, operation: string, input: TriggerStep["input"]): TriggerStep => ({
  name,
  operation,
  input,
});
const updated = "Updated by micro trigger";

/** The events of billing: what each is about, what it means, and how to bring it about. */
export const billingEvents = {
  "coupon.created": { object: Coupon, meaning: "A coupon was created.", trigger: [createCoupon()] },
  "coupon.updated": {
    object: Coupon,
    meaning: "A coupon's notes were changed.",
    trigger: [createCoupon(), step("update", "coupons.update", { id: "${coupon.id}", name: updated })],
  },
  "coupon.deleted": {
    object: Coupon,
    meaning: "A coupon was deleted; it can no longer be redeemed.",
    trigger: [createCoupon(), step("deletion", "coupons.delete", { id: "${coupon.id}" })],
  },
  "promotion_code.created": {
    object: PromotionCode,
    meaning: "A promotion code was created.",
    trigger: [createCoupon(), createPromotionCode],
  },
  "promotion_code.updated": {
    object: PromotionCode,
    meaning: "A promotion code was changed: its notes, or whether it is in use.",
    trigger: [
      createCoupon(),
      createPromotionCode,
      step("update", "promotion_codes.update", { id: "${promotion_code.id}", active: false }),
    ],
  },
  "tax_rate.created": { object: TaxRate, meaning: "A tax rate was created.", trigger: [createTaxRate] },
  "tax_rate.updated": {
    object: TaxRate,
    meaning: "A tax rate's notes were changed, or it was taken out of use.",
    trigger: [createTaxRate, step("update", "tax_rates.update", { id: "${tax_rate.id}", active: false })],
  },
} as const;
