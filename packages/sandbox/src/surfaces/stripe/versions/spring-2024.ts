import { without } from "../projections/fields.ts";
import type { VersionChange } from "./version.ts";

/** https://docs.stripe.com/changelog/2024-04-10 */
export const spring2024: VersionChange = {
  since: "2024-04-10",
  summary: "What a product is praised for is in `features`, not in `marketing_features`.",
  objects: {
    product: (shown) =>
      shown["deleted"] === true
        ? shown
        : { ...without(shown, "marketing_features"), features: shown["marketing_features"] },
  },
  params: {
    "products.create": { features: "marketing_features" },
    "products.update": { features: "marketing_features" },
  },
};
