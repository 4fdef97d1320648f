import { limits } from "../../platform/limits.ts";

/** Where Stripe's objects have a field deeper or under another name than the native ones that they are worded from. */
const renamed: readonly (readonly [string, string])[] = [
  ["confirmation_secret", "payment_intent"],
  ["invoice_settings.default_payment_method", "default_payment_method"],
  ["parent.subscription_details.subscription", "subscription"],
  ["payment.payment_intent", "payment_intent"],
  ["pricing.price_details.price", "price"],
  ["promotion.coupon", "coupon"],
];

/** What is always null here: to expand it changes nothing. */
const empty = new Set(["pending_setup_intent"]);

/** The paths of `expand` in the names of the native resources. */
export function toNativePaths(paths: unknown): unknown[] {
  return Array.isArray(paths)
    ? paths
        .filter((path) => !isEmpty(path))
        .map(toNativePath)
        .flatMap(withBilling)
    : [];
}

/** A customer is shown with what billing knows of him, unless that lies too deep. */
function withBilling(path: unknown): unknown[] {
  const names = typeof path === "string" ? path.split(".") : [];
  const depth = names.filter((name) => name !== "data").length;
  return names.at(-1) === "customer" && depth < limits.expandDepthMax ? [path, `${names.join(".")}.billing`] : [path];
}

const isEmpty = (path: unknown): boolean => typeof path === "string" && empty.has(path.split(".").at(-1) ?? "");

function toNativePath(path: unknown): unknown {
  if (typeof path !== "string") return path;
  return renamed.reduce((text, [theirs, own]) => `.${text}.`.replace(`.${theirs}.`, `.${own}.`).slice(1, -1), path);
}
