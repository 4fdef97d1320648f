import type { ExpandWords } from "../../gateway/expand.ts";
import { limits } from "../../platform/limits.ts";
import { includable } from "./includable.ts";

/** Where Stripe's objects have a field deeper or under another name than the native ones that they are worded from. */
const renamed: readonly (readonly [string, string])[] = [
  ["confirmation_secret", "payment_intent"],
  ["invoice_settings.default_payment_method", "default_payment_method"],
  ["parent.subscription_details.subscription", "subscription"],
  ["payment.payment_intent", "payment_intent"],
  ["pricing.price_details.price", "price"],
  ["promotion.coupon", "coupon"],
];

/** Where a field that can be expanded stands in Stripe's object of a kind; null where Stripe's has it not. */
const placesOf: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  customer: { billing: null, default_payment_method: "invoice_settings.default_payment_method" },
  invoice: {
    payment_intent: "confirmation_secret",
    quote: null,
    subscription: "parent.subscription_details.subscription",
  },
  charge: { invoice: null },
  payment_intent: { invoice: null },
  invoice_payment: { payment_intent: "payment.payment_intent" },
  invoiceitem: {
    price: "pricing.price_details.price",
    product: null,
    subscription: "parent.subscription_details.subscription",
  },
  line_item: { price: "pricing.price_details.price" },
  promotion_code: { coupon: "promotion.coupon" },
};

/** What a caller may name and is as it is: lists that are always there, and what nothing here ever fills. */
export const nothingToRead: Readonly<Record<string, readonly string[]>> = {
  charge: ["application", "failure_balance_transaction", "review", "source_transfer"],
  credit_note: ["lines"],
  customer: ["default_source"],
  invoice: ["account_tax_ids", "application", "default_source", "latest_revision", "lines"],
  payment_intent: ["application", "payment_record", "review", "source"],
  payout: ["application_fee"],
  refund: ["payment_method", "source_transfer_reversal"],
  setup_intent: ["application", "latest_attempt", "mandate", "on_behalf_of", "single_use_mandate"],
  subscription: ["application", "default_source", "items"],
  subscription_schedule: ["application"],
};

/** What can be expanded, in the names of Stripe's objects. */
export const expandWords: ExpandWords = {
  whole: { ...includable, ...nothingToRead },
  namesOf: (kind, fields) =>
    fields.flatMap((field) => {
      const place = placesOf[kind]?.[field];
      return place === null ? [] : (place ?? field);
    }),
};

/** The paths of `expand` in the names of the native resources. */
export function toNativePaths(paths: unknown): unknown[] {
  return Array.isArray(paths) ? paths.map(toNativePath).flatMap(withBilling) : [];
}

/** A customer is shown with what billing knows of him, unless the path would become too deep. */
function withBilling(path: unknown): unknown[] {
  const names = typeof path === "string" ? path.split(".") : [];
  const customer = names.slice(0, names.indexOf("customer") + 1);
  const depth = customer.filter((name) => name !== "data").length;
  return depth > 0 && depth < limits.expandDepthMax ? [path, [...customer, "billing"].join(".")] : [path];
}

function toNativePath(path: unknown): unknown {
  if (typeof path !== "string") return path;
  return renamed.reduce((text, [theirs, own]) => `.${text}.`.replace(`.${theirs}.`, `.${own}.`).slice(1, -1), path);
}
