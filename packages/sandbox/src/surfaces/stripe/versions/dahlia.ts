import type { VersionChange } from "./version.ts";

const names: Readonly<Record<string, string>> = {
  elements: "custom",
  embedded_page: "embedded",
  hosted_page: "hosted",
};

/** https://docs.stripe.com/changelog/dahlia */
export const dahlia: VersionChange = {
  since: "2026-03-25.dahlia",
  summary: "The `ui_mode` of a Checkout session is `hosted` or `embedded`, not `hosted_page` or `embedded_page`.",
  objects: {
    "checkout.session": (shown) => ({ ...shown, ui_mode: names[String(shown["ui_mode"])] ?? shown["ui_mode"] }),
  },
};
