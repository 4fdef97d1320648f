import { DomainError } from "../../../platform/errors.ts";
import { pick, without } from "../projections/fields.ts";
import { withoutEffect, type Resource, type Rule } from "../route.ts";
import { isRecord, methodName, pageData, refused } from "./rules.ts";

const products: Resource = {
  name: "products",
  gaps: ["Dimensions; a tax code changes nothing."],
  routes: [
    {
      method: "POST",
      path: "/products",
      operation: "products.create",
      conflicts: { id: "resource_already_exists" },
    },
    { method: "GET", path: "/products", operation: "products.list" },
    { method: "GET", path: "/products/search", operation: "products.search" },
    { method: "GET", path: "/products/{id}", operation: "products.get" },
    { method: "POST", path: "/products/{id}", operation: "products.update" },
    { method: "DELETE", path: "/products/{id}", operation: "products.delete" },
  ],
};

/** The last tier has no end. */
export const tiers: Rule = (value) => ({
  tiers: Array.isArray(value)
    ? value.map((tier: unknown) => (isRecord(tier) && tier["up_to"] === "inf" ? { ...tier, up_to: null } : tier))
    : value,
});
const prices: Resource = {
  name: "prices",
  gaps: ["Custom amounts. `tax_behavior` is shown back: taxes follow from tax rates."],
  routes: [
    {
      method: "POST",
      path: "/prices",
      operation: "prices.create",
      // The scheme follows from whether there are tiers.
      params: { tiers, billing_scheme: withoutEffect },
      hidden: ["as_plan"],
    },
    {
      method: "GET",
      path: "/prices",
      operation: "prices.list",
      hidden: ["lookup_key"],
    },
    { method: "GET", path: "/prices/search", operation: "prices.search" },
    { method: "GET", path: "/prices/{id}", operation: "prices.get" },
    { method: "POST", path: "/prices/{id}", operation: "prices.update", hidden: ["as_plan"] },
  ],
};

/** The newest names, and the ones before. */
const uiMode: Rule = (value) => {
  if (value === "hosted_page" || value === "hosted") return { ui_mode: "hosted" };
  if (value === "embedded_page" || value === "embedded") return { ui_mode: "embedded" };
  return refused("ui_mode", "The page is the sandbox's own, or embedded as a whole.");
};

/** Something that is off here, and may be sent as off; `instead` says what to do where somebody wants it on. */
const offOnly =
  (name: string, instead: string): Rule =>
  (value) => {
    const enabled = isRecord(value) ? value["enabled"] : undefined;
    if (String(enabled).toLowerCase() === "false") return {};
    return refused(`${name}[enabled]`, `\`${name}\` is not imitated: ${instead}, or send it with \`enabled: false\`.`);
  };

/** Whether something is on; how it would be is taken and changes nothing. */
const enabledOnly =
  (name: string): Rule =>
  (value) => ({ [name]: isRecord(value) ? pick(value, "enabled") : value });

/** What the sandbox's own page does not ask for, or does not show. */
const unasked = Object.fromEntries(
  [
    "adaptive_pricing",
    "after_expiration",
    "branding_settings",
    "consent_collection",
    "custom_fields",
    "custom_text",
    "customer_update",
    "excluded_payment_method_types",
    "name_collection",
    "origin_context",
    "payment_method_options",
    "saved_payment_method_options",
    "shipping_address_collection",
    "wallet_options",
  ].map((name) => [name, withoutEffect]),
);

const subscriptionData: Rule = (value) =>
  pageData("subscription_data")(isRecord(value) ? without(value, "billing_mode", "invoice_settings") : value);

/** The payer cannot change how much he buys. */
const lineItems: Rule = (value) => ({
  line_items: Array.isArray(value)
    ? value.map((item: unknown) => (isRecord(item) ? without(item, "adjustable_quantity", "dynamic_tax_rates") : item))
    : value,
});

const sessions: Resource = {
  name: "checkout/sessions",
  idParam: "session",
  gaps: [
    "`ui_mode=elements`, invoices of single payments and shipping rates; `line_items` are a call. `automatic_tax` finds no tax, as in an account that is registered for none. `billing_address_collection`, `locale`, `payment_method_collection`, `phone_number_collection`, `submit_type` and `tax_id_collection` are shown back and change nothing; what the page would ask for besides (`custom_fields`, `shipping_address_collection`, `consent_collection`, `adjustable_quantity` and the like), or look like, is taken and changes nothing. A coupon in `discounts` is not expanded.",
  ],
  routes: [
    {
      method: "POST",
      path: "/checkout/sessions",
      operation: "checkout_sessions.create",
      params: {
        ui_mode: uiMode,
        automatic_tax: enabledOnly("automatic_tax"),
        tax_id_collection: enabledOnly("tax_id_collection"),
        ...unasked,
        invoice_creation: offOnly("invoice_creation", "make an invoice by `/v1/invoices`"),
        payment_intent_data: pageData("payment_intent_data"),
        subscription_data: subscriptionData,
        line_items: lineItems,
        allowed_payment_method_types: "payment_method_types",
        payment_method_types: "payment_method_types",
      },
      check: ({ mode, currency, payment_method_types: types }) => {
        if (mode === "setup" && currency === undefined && types === undefined) {
          throw new DomainError("parameter_missing", {
            message: "In `setup` mode the ways to pay follow from it, unless they are named.",
            param: "currency",
          });
        }
      },
    },
    { method: "GET", path: "/checkout/sessions", operation: "checkout_sessions.list" },
    { method: "GET", path: "/checkout/sessions/{id}", operation: "checkout_sessions.get" },
    {
      method: "GET",
      path: "/checkout/sessions/{id}/line_items",
      operation: "checkout_sessions.line_items",
      params: { limit: withoutEffect },
    },
    { method: "POST", path: "/checkout/sessions/{id}/expire", operation: "checkout_sessions.expire" },
  ],
};

const paymentPages: Resource = {
  name: "payment_pages",
  idParam: "session",
  gaps: ["They are shown as the checkout sessions that they are; Stripe's own command line asks for them."],
  routes: [
    { method: "GET", path: "/payment_pages/{id}", operation: "checkout_sessions.get" },
    {
      method: "POST",
      path: "/payment_pages/{id}/confirm",
      operation: "checkout_sessions.pay",
      params: { payment_method: methodName("payment_method") },
    },
  ],
};

const paymentLinks: Resource = {
  name: "payment_links",
  idParam: "payment_link",
  gaps: ["What a link may be changed in beyond `active`, `allow_promotion_codes` and `metadata`."],
  routes: [
    { method: "POST", path: "/payment_links", operation: "payment_links.create" },
    { method: "GET", path: "/payment_links", operation: "payment_links.list" },
    { method: "GET", path: "/payment_links/{id}", operation: "payment_links.get" },
    { method: "POST", path: "/payment_links/{id}", operation: "payment_links.update" },
    {
      method: "GET",
      path: "/payment_links/{id}/line_items",
      operation: "payment_links.line_items",
      params: { limit: withoutEffect },
    },
  ],
};

const coupons: Resource = {
  name: "coupons",
  idParam: "coupon",
  gaps: ["Amounts in several currencies."],
  routes: [
    {
      method: "POST",
      path: "/coupons",
      operation: "coupons.create",
      conflicts: { id: "resource_already_exists" },
    },
    { method: "GET", path: "/coupons", operation: "coupons.list" },
    { method: "GET", path: "/coupons/{id}", operation: "coupons.get" },
    { method: "POST", path: "/coupons/{id}", operation: "coupons.update" },
    { method: "DELETE", path: "/coupons/{id}", operation: "coupons.delete" },
  ],
};

/** The newest version says what a code redeems in an object of its own. */
const promotion: Rule = (value) => {
  if (!isRecord(value) || value["type"] !== "coupon") return refused("promotion[type]", "A code redeems a coupon.");
  return { coupon: value["coupon"] };
};

const promotionCodes: Resource = {
  name: "promotion_codes",
  idParam: "promotion_code",
  gaps: ["Minimum amounts in several currencies."],
  routes: [
    {
      method: "POST",
      path: "/promotion_codes",
      operation: "promotion_codes.create",
      params: { promotion, coupon: "coupon" },
    },
    { method: "GET", path: "/promotion_codes", operation: "promotion_codes.list" },
    { method: "GET", path: "/promotion_codes/{id}", operation: "promotion_codes.get" },
    { method: "POST", path: "/promotion_codes/{id}", operation: "promotion_codes.update" },
  ],
};

/** What is sold, and the pages that sell it. */
export const catalogueResources: readonly Resource[] = [
  products,
  prices,
  sessions,
  paymentPages,
  paymentLinks,
  coupons,
  promotionCodes,
];
