import type { Native, Projection } from "../route.ts";
import { absent, pick, present, recordOf, without } from "./fields.ts";

const product: Projection = (shown) =>
  shown["deleted"] === true
    ? shown
    : {
        ...shown,
        type: "service",
        ...absent("package_dimensions", "shippable", "tax_details"),
      };

/** What a price is in one currency; tiers are there only where there are some. */
function amountsOf({ tiers, unit_amount: unit, unit_amount_decimal: decimal }: Native): Native {
  return {
    ...(Array.isArray(tiers) && { tiers }),
    custom_unit_amount: null,
    tax_behavior: "unspecified",
    unit_amount: unit,
    unit_amount_decimal: decimal,
  };
}

const price: Projection = (shown) => {
  const { currency_options: options, recurring } = shown;
  const others = Object.entries(recordOf(options));
  return {
    ...without(shown, "tiers", "currency_options"),
    ...amountsOf(shown),
    tax_behavior: shown["tax_behavior"],
    ...(others.length > 0 && {
      currency_options: Object.fromEntries(others.map(([code, option]) => [code, amountsOf(recordOf(option))])),
    }),
    recurring: recurring === null ? null : { ...recordOf(recurring), trial_period_days: null },
  };
};

const noTexts = absent("after_submit", "shipping_address", "submit", "terms_of_service_acceptance");

/** As in an account that is registered for no tax: there is none. */
const automaticTax = (tax: unknown): Native =>
  recordOf(tax)["enabled"] === true
    ? { enabled: true, liability: { type: "self" }, provider: "stripe", status: "complete" }
    : { enabled: false, ...absent("liability", "provider", "status") };

/** What the mode of a session changes. */
const byMode: Readonly<Record<string, Projection>> = {
  // Stripe shows the payment of a subscription only with its invoice.
  subscription: () => absent("customer_creation", "payment_intent"),
  setup: ({ customer, customer_creation: creation, setup_intent: intent }) => ({
    ...absent("allow_promotion_codes", "discounts", "invoice_creation", "total_details"),
    // A customer who is named is not created.
    customer_creation: customer !== null && creation === "if_required" ? null : creation,
    setup_intent: intent,
  }),
};

const session: Projection = (shown) => ({
  ...without(shown, "amount_discount", "coupon", "promotion_code", "redirect_on_completion", "return_url"),
  ...present(pick(shown, "redirect_on_completion", "return_url")),
  setup_intent: null,
  adaptive_pricing: { enabled: false },
  automatic_tax: automaticTax(shown["automatic_tax"]),
  collected_information: { ...absent("business_name", "individual_name", "shipping_details") },
  custom_fields: [],
  custom_text: noTexts,
  customer_details:
    shown["customer_details"] === null
      ? null
      : {
          ...recordOf(shown["customer_details"]),
          tax_exempt: "none",
          tax_ids: [],
          ...absent("address", "business_name", "individual_name", "phone"),
        },
  discounts:
    shown["coupon"] === null && shown["promotion_code"] === null
      ? []
      : [{ coupon: shown["coupon"], promotion_code: shown["promotion_code"] }],
  invoice_creation: {
    enabled: false,
    invoice_data: {
      metadata: {},
      ...absent("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options"),
    },
  },
  payment_method_options: { card: { request_three_d_secure: "automatic" } },
  shipping_options: [],
  tax_id_collection: { ...recordOf(shown["tax_id_collection"]), required: "never" },
  total_details: { amount_discount: shown["amount_discount"], amount_shipping: 0, amount_tax: 0 },
  ui_mode: `${String(shown["ui_mode"])}_page`,
  ...byMode[String(shown["mode"])]?.(shown),
  ...absent(
    "after_expiration",
    "allowed_payment_method_types",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer_account",
    "integration_identifier",
    "managed_payments",
    "origin_context",
    "payment_method_configuration_details",
    "permissions",
    "recovered_from",
    "saved_payment_method_options",
    "shipping_address_collection",
    "shipping_cost",
    "wallet_options",
  ),
});

const paymentLink: Projection = (shown) => ({
  ...without(shown, "created"),
  after_completion:
    recordOf(shown["after_completion"])["type"] === "redirect"
      ? shown["after_completion"]
      : { hosted_confirmation: { custom_message: null }, type: "hosted_confirmation" },
  automatic_tax: { enabled: false, liability: null },
  billing_address_collection: "auto",
  custom_fields: [],
  custom_text: noTexts,
  customer_creation: "if_required",
  payment_method_collection: "always",
  phone_number_collection: { enabled: false },
  shipping_options: [],
  submit_type: "auto",
  subscription_data:
    shown["subscription_data"] === null
      ? null
      : {
          ...recordOf(shown["subscription_data"]),
          invoice_settings: {
            issuer: { type: "self" },
            ...absent("account_tax_ids", "custom_fields", "description", "footer"),
          },
          trial_settings: null,
        },
  tax_id_collection: { enabled: false, required: "never" },
  ...absent(
    "application",
    "application_fee_amount",
    "application_fee_percent",
    "consent_collection",
    "inactive_message",
    "invoice_creation",
    "managed_payments",
    "on_behalf_of",
    "payment_intent_data",
    "payment_method_options",
    "restrictions",
    "shipping_address_collection",
    "transfer_data",
  ),
});

const coupon: Projection = (shown) =>
  shown["deleted"] === true
    ? shown
    : {
        ...without(shown, "applies_to"),
        ...(shown["applies_to"] !== null && { applies_to: shown["applies_to"] }),
        percent_off: shown["percent_off"] === null ? null : Number(shown["percent_off"]),
      };

const promotionCode: Projection = (shown) => ({
  ...without(shown, "coupon"),
  customer_account: null,
  promotion: { coupon: shown["coupon"], type: "coupon" },
});

/** What is sold, and the pages that sell it, by `object`. */
export const catalogueProjections: Record<string, Projection> = {
  product,
  price,
  item: (shown) => ({
    ...shown,
    adjustable_quantity: null,
    amount_discount: shown["amount_discount"],
    amount_tax: shown["amount_tax"] ?? 0,
    metadata: {},
  }),
  coupon,
  promotion_code: promotionCode,
  "checkout.session": session,
  payment_link: paymentLink,
};
