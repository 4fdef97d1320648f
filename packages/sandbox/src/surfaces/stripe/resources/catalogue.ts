import { withoutEffect, type Resource, type Rule } from "../route.ts";
import { isRecord, methodName, pageData, refused } from "./rules.ts";

const products: Resource = {
  name: "products",
  gaps: ["Images, features, dimensions and tax codes."],
  routes: [
    { method: "POST", path: "/products", operation: "products.create" },
    { method: "GET", path: "/products", operation: "products.list" },
    { method: "GET", path: "/products/search", operation: "products.search" },
    { method: "GET", path: "/products/{id}", operation: "products.get" },
    { method: "POST", path: "/products/{id}", operation: "products.update" },
    { method: "DELETE", path: "/products/{id}", operation: "products.delete" },
  ],
};

/** One key at a time is what can be asked for. */
const lookupKeys: Rule = (value) => {
  const keys: unknown[] = Array.isArray(value) ? Object.values(value) : [];
  if (keys.length === 1) return { lookup_key: keys[0] };
  return refused("lookup_keys", "One lookup key at a time can be asked for.");
};

/** The last tier has no end. */
export const tiers: Rule = (value) => ({
  tiers: Array.isArray(value)
    ? value.map((tier: unknown) => (isRecord(tier) && tier["up_to"] === "inf" ? { ...tier, up_to: null } : tier))
    : value,
});
const prices: Resource = {
  name: "prices",
  gaps: ["Custom amounts; `unit_amount_decimal` as a parameter."],
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
      params: { lookup_keys: lookupKeys },
      hidden: ["lookup_key"],
    },
    { method: "GET", path: "/prices/search", operation: "prices.search" },
    { method: "GET", path: "/prices/{id}", operation: "prices.get" },
    { method: "POST", path: "/prices/{id}", operation: "prices.update", hidden: ["as_plan"] },
  ],
};

const hostedOnly: Rule = (value) =>
  value === "hosted_page" || value === "hosted" ? {} : refused("ui_mode", "The page is always the sandbox's own.");

/** Something that is off here, and may be sent as off; `instead` says what to do where somebody wants it on. */
const offOnly =
  (name: string, instead: string): Rule =>
  (value) => {
    const enabled = isRecord(value) ? value["enabled"] : undefined;
    if (String(enabled).toLowerCase() === "false") return {};
    return refused(`${name}[enabled]`, `\`${name}\` is not imitated: ${instead}, or send it with \`enabled: false\`.`);
  };

const sessions: Resource = {
  name: "checkout/sessions",
  idParam: "session",
  gaps: [
    "`mode=setup`, embedded pages, taxes, tax ids, invoices of single payments and shipping; `line_items` are a call. `billing_address_collection`, `locale`, `payment_method_collection`, `phone_number_collection` and `submit_type` are shown back and change nothing; `customer_update` changes nothing. A coupon in `discounts` is not expanded.",
  ],
  routes: [
    {
      method: "POST",
      path: "/checkout/sessions",
      operation: "checkout_sessions.create",
      params: {
        ui_mode: hostedOnly,
        automatic_tax: offOnly("automatic_tax", "make prices that include the tax"),
        customer_update: withoutEffect,
        invoice_creation: offOnly("invoice_creation", "make an invoice by `/v1/invoices`"),
        tax_id_collection: offOnly("tax_id_collection", "ask for the tax id on a page of your own"),
        payment_intent_data: pageData("payment_intent_data"),
        subscription_data: pageData("subscription_data"),
        allowed_payment_method_types: "payment_method_types",
        payment_method_types: "payment_method_types",
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
