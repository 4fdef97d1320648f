import { recordOf, without } from "../projections/fields.ts";
import type { Native } from "../route.ts";
import type { VersionChange } from "./version.ts";

/** A coupon as far as its discount keeps it: what it was worth then. */
const redeemed = ({ applies_to: products, ...coupon }: Native): Native => ({
  ...coupon,
  ...(products !== null && { applies_to: products }),
  object: "coupon",
  percent_off: coupon["percent_off"] === null ? null : Number(coupon["percent_off"]),
  valid: true,
});

/** https://docs.stripe.com/changelog/clover/2025-09-30/polymorphic-coupon */
export const clover: VersionChange = {
  since: "2025-09-30.clover",
  summary: "A discount and a promotion code have their `coupon` whole, not the id of one in `source` and `promotion`.",
  objects: {
    discount: (shown, native) =>
      "source" in shown ? { ...without(shown, "source"), coupon: redeemed(recordOf(native["coupon"])) } : shown,
    promotion_code: (shown, native) => ({ ...without(shown, "promotion"), coupon: native["coupon"] }),
  },
  include: {
    "promotion_codes.create": ["coupon"],
    "promotion_codes.get": ["coupon"],
    "promotion_codes.list": ["data.coupon"],
    "promotion_codes.update": ["coupon"],
  },
};
