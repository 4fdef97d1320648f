import type { TriggerStep } from "./trigger.ts";

type Input = TriggerStep["input"];
const byTrigger = "Created by micro trigger";

/** Creates a coupon. */
export const createCoupon = (input: Input = { percent_off: "25" }): TriggerStep => ({
  name: "coupon",
  operation: "coupons.create",
  input: { duration: "forever", name: byTrigger, ...input },
});

/** Creates a word that redeems it. */
export const createPromotionCode: TriggerStep = {
  name: "promotion_code",
  operation: "promotion_codes.create",
  input: { coupon: "${coupon.id}" },
};

/** Creates a tax rate. */
export const createTaxRate: TriggerStep = {
  name: "tax_rate",
  operation: "tax_rates.create",
  input: { display_name: "VAT", inclusive: false, percentage: "20", description: byTrigger },
};
