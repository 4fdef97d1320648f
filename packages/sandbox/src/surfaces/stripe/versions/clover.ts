import { without } from "../projections/fields.ts";
import type { VersionChange } from "./version.ts";

/** https://docs.stripe.com/changelog/clover/2025-09-30/polymorphic-coupon */
export const clover: VersionChange = {
  since: "2025-09-30.clover",
  summary: "A discount and a promotion code have their `coupon` whole, not the id of one in `source` and `promotion`.",
  objects: {
    discount: (shown, native) =>
      "source" in shown ? { ...without(shown, "source"), coupon: native["coupon"] } : shown,
    promotion_code: (shown, native) => ({ ...without(shown, "promotion"), coupon: native["coupon"] }),
  },
  include: {
    "promotion_codes.create": ["coupon"],
    "promotion_codes.get": ["coupon"],
    "promotion_codes.list": ["data.coupon"],
    "promotion_codes.update": ["coupon"],
  },
};
