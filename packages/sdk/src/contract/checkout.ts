import { Type, type Static } from "typebox";

import { ShippingParam } from "./address.ts";
import { DiscountParam } from "./discounts.ts";
import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import { captureMethods, PaymentMethodTypes } from "./payments.ts";
import { Price, PriceData } from "./prices.ts";
import {
  Amount,
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";
import { TrialSettings } from "./subscriptions.ts";
import { connectParams, shareParams } from "./transfers.ts";

/** Where a checkout session can stand. */
export const checkoutSessionStatuses = ["open", "complete", "expired"] as const;
/** Where a checkout session can stand. */
export type CheckoutSessionStatus = (typeof checkoutSessionStatuses)[number];

const billingAddressCollections = ["auto", "required"] as const;
const methodCollections = ["always", "if_required"] as const;
const uiModes = ["embedded", "hosted"] as const;
const completionRedirects = ["always", "if_required", "never"] as const;
const submitTypes = ["auto", "book", "donate", "pay", "subscribe"] as const;

/** What a payer's visit is for: one payment, a subscription with what is bought beside it, or a method for payments to come. */
const checkoutModes = ["payment", "setup", "subscription"] as const;

export const LineItem = Type.Object({
  id: Id("lineItem"),
  object: Type.Literal("item"),
  amount_discount: Type.Integer({ minimum: 0 }),
  amount_subtotal: Type.Integer(),
  amount_total: Type.Integer(),
  currency: Currency,
  description: Type.String({ description: "The product's name." }),
  price: Price,
  quantity: Type.Integer({ minimum: 1 }),
});
/** One line of what is bought. */
export type LineItem = Static<typeof LineItem>;

export const CheckoutSession = Type.Object({
  id: Id("checkoutSession"),
  object: Type.Literal("checkout.session"),
  allow_promotion_codes: Type.Boolean({ description: "Whether the page takes a code." }),
  amount_discount: Type.Integer({ minimum: 0, description: "What its coupon or promotion code takes off." }),
  amount_subtotal: Nullable(Amount),
  amount_total: Nullable(Amount),
  billing_address_collection: Nullable(OneOf(...billingAddressCollections)),
  cancel_url: Nullable(Type.String()),
  client_reference_id: Nullable(Type.String()),
  client_secret: Nullable(Type.String({ description: "What an embedded page is opened with, while the session is." })),
  coupon: Nullable(Type.String()),
  created: Timestamp,
  currency: Nullable(Currency),
  customer: Nullable(Id("customer")),
  customer_creation: OneOf("always", "if_required"),
  customer_details: Nullable(Type.Object({ email: Nullable(Type.String()), name: Nullable(Type.String()) })),
  customer_email: Nullable(Type.String()),
  expires_at: Timestamp,
  invoice: Nullable(Id("invoice")),
  livemode: Type.Boolean(),
  locale: Nullable(Type.String()),
  metadata: Metadata,
  mode: OneOf(...checkoutModes),
  payment_intent: Nullable(Id("paymentIntent")),
  payment_link: Nullable(Id("paymentLink")),
  payment_method_collection: OneOf(...methodCollections),
  payment_method_types: Type.Array(PaymentMethodType),
  payment_status: OneOf("no_payment_required", "paid", "unpaid"),
  phone_number_collection: Type.Object({ enabled: Type.Boolean() }),
  automatic_tax: Type.Object({ enabled: Type.Boolean() }),
  tax_id_collection: Type.Object({ enabled: Type.Boolean() }),
  promotion_code: Nullable(Id("promotionCode")),
  redirect_on_completion: Nullable(OneOf(...completionRedirects)),
  return_url: Nullable(Type.String()),
  setup_intent: Nullable(Id("setupIntent")),
  status: OneOf(...checkoutSessionStatuses),
  submit_type: Nullable(OneOf(...submitTypes)),
  subscription: Nullable(Id("subscription")),
  success_url: Nullable(Type.String()),
  ui_mode: OneOf(...uiModes),
  url: Nullable(
    Type.String({
      description: "The page to send the payer to; null for an embedded one, and once the session is over.",
    }),
  ),
});
/** One visit of a payer to the hosted page, over the same payment intents. */
export type CheckoutSession = Static<typeof CheckoutSession>;

export const PaymentLink = Type.Object({
  id: Id("paymentLink"),
  object: Type.Literal("payment_link"),
  active: Type.Boolean(),
  after_completion: Type.Object({
    type: OneOf("hosted_confirmation", "redirect"),
    redirect: Type.Optional(Type.Object({ url: Type.String() })),
  }),
  allow_promotion_codes: Type.Boolean(),
  created: Timestamp,
  currency: Currency,
  livemode: Type.Boolean(),
  metadata: Metadata,
  payment_method_types: Type.Array(PaymentMethodType),
  subscription_data: Nullable(
    Type.Object({
      description: Nullable(Type.String()),
      metadata: Metadata,
      trial_period_days: Nullable(Type.Integer({ minimum: 1 })),
    }),
  ),
  url: Type.String({ description: "Each visit opens a checkout session." }),
});
/** A page that can be visited again and again: each visit is a checkout session. */
export type PaymentLink = Static<typeof PaymentLink>;

const Quantity = Type.Integer({ minimum: 1, maximum: 999_999 });
const LineItemsParam = Type.Array(
  Params({
    price: Type.Optional(Id("price")),
    price_data: Type.Optional(PriceData),
    quantity: Type.Optional(Quantity),
  }),
  { minItems: 1, maxItems: 100 },
);
const PageUrl = Type.String({ minLength: 1, maxLength: 2048, pattern: "^https?://" });
const PaymentIntentData = Params({
  capture_method: Type.Optional(OneOf(...captureMethods)),
  ...connectParams,
  description: Type.Optional(Text(1000)),
  metadata: Type.Optional(MetadataParam),
  receipt_email: Type.Optional(Text(254)),
  setup_future_usage: Type.Optional(OneOf("off_session", "on_session")),
  shipping: Type.Optional(ShippingParam),
  statement_descriptor: Type.Optional(Text(22)),
  statement_descriptor_suffix: Type.Optional(Text(22)),
});
const SetupIntentData = Params({
  description: Type.Optional(Text(1000)),
  metadata: Type.Optional(MetadataParam),
});
/** What a page asks the payer for, and how it looks: kept and shown. The sandbox's own page is always the same. */
const pageTerms = {
  billing_address_collection: Type.Optional(OneOf(...billingAddressCollections)),
  locale: Type.Optional(Text(10)),
  payment_method_collection: Type.Optional(OneOf(...methodCollections)),
  phone_number_collection: Type.Optional(Params({ enabled: Type.Boolean() })),
  redirect_on_completion: Type.Optional(OneOf(...completionRedirects)),
  return_url: Type.Optional(PageUrl),
  submit_type: Type.Optional(OneOf(...submitTypes)),
  automatic_tax: Type.Optional(
    Params({ enabled: Type.Boolean({ description: "Shown back: no tax is found, as where none is registered for." }) }),
  ),
  tax_id_collection: Type.Optional(Params({ enabled: Type.Boolean() })),
  ui_mode: Type.Optional(OneOf(...uiModes)),
};
const subscriptionData = {
  description: Type.Optional(Text(500)),
  metadata: Type.Optional(MetadataParam),
  trial_period_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 730 })),
};

/** What a payer types. */
export const PromotionWord = Type.String({ maxLength: 500, description: "The word itself." });

export const checkoutOperations = {
  "checkout_sessions.create": operation({
    id: "checkout_sessions.create",
    method: "POST",
    path: "/payments/checkout_sessions",
    access: "payments:write",
    summary: "Create a checkout session; send the payer to its `url`.",
    input: Params({
      line_items: Type.Optional(LineItemsParam),
      mode: Type.Optional(OneOf(...checkoutModes)),
      success_url: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 2048,
          pattern: "^https?://",
          description: "Where the payer goes after a payment; `{CHECKOUT_SESSION_ID}` in it is replaced by the id.",
        }),
      ),
      allow_promotion_codes: Type.Optional(Type.Boolean()),
      cancel_url: Type.Optional(PageUrl),
      client_reference_id: Type.Optional(Text(200)),
      currency: Type.Optional(Currency),
      customer: Type.Optional(Id("customer")),
      customer_creation: Type.Optional(OneOf("always", "if_required")),
      customer_email: Type.Optional(Text(254)),
      discounts: Type.Optional(
        Type.Array(Type.Omit(DiscountParam, ["discount"], { additionalProperties: false }), {
          maxItems: 1,
          description: "What takes something off from the beginning; then the page takes no promotion code.",
        }),
      ),
      expires_at: Type.Optional(Timestamp),
      metadata: Type.Optional(MetadataParam),
      payment_intent_data: Type.Optional(PaymentIntentData),
      payment_method_types: Type.Optional(PaymentMethodTypes),
      setup_intent_data: Type.Optional(SetupIntentData),
      subscription_data: Type.Optional(
        Params({
          ...subscriptionData,
          ...shareParams,
          trial_end: Type.Optional(Timestamp),
          trial_settings: Type.Optional(TrialSettings),
        }),
      ),
      ...pageTerms,
      ...expandParam,
    }),
    output: CheckoutSession,
    status: 201,
    errors: [
      "resource_missing",
      "amount_too_small",
      "amount_too_large",
      "coupon_expired",
      "currency_mismatch",
      "parameter_missing",
    ],
  }),
  "checkout_sessions.list": operation({
    id: "checkout_sessions.list",
    method: "GET",
    path: "/payments/checkout_sessions",
    access: "payments:read",
    summary: "List checkout sessions.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      payment_intent: Type.Optional(Id("paymentIntent")),
      payment_link: Type.Optional(Id("paymentLink")),
      status: Type.Optional(OneOf(...checkoutSessionStatuses)),
      ...expandParam,
    }),
    output: List(CheckoutSession),
    errors: [],
  }),
  "checkout_sessions.get": operation({
    id: "checkout_sessions.get",
    method: "GET",
    path: "/payments/checkout_sessions/{id}",
    access: "payments:read",
    summary: "Read a checkout session.",
    input: Params({ id: Id("checkoutSession"), ...expandParam }),
    output: CheckoutSession,
    errors: ["resource_missing"],
  }),
  "checkout_sessions.line_items": operation({
    id: "checkout_sessions.line_items",
    method: "GET",
    path: "/payments/checkout_sessions/{id}/line_items",
    access: "payments:read",
    summary: "What is bought.",
    input: Params({ id: Id("checkoutSession"), ...expandParam }),
    output: List(LineItem),
    errors: ["resource_missing"],
  }),
  "checkout_sessions.expire": operation({
    id: "checkout_sessions.expire",
    method: "POST",
    path: "/payments/checkout_sessions/{id}/expire",
    access: "payments:write",
    summary: "End an open checkout session; its page takes no more payments.",
    input: Params({ id: Id("checkoutSession"), ...expandParam }),
    output: CheckoutSession,
    errors: ["resource_missing", "state_conflict"],
  }),
  "checkout_sessions.pay": operation({
    id: "checkout_sessions.pay",
    method: "POST",
    path: "/payments/checkout_sessions/{id}/pay",
    access: "payments:write",
    summary: "Pay a checkout session in the payer's place, as its page does.",
    input: Params({
      id: Id("checkoutSession"),
      payment_method: Type.Optional(Text(64)),
      email: Type.Optional(Text(254)),
      expected_amount: Type.Optional(
        Type.Integer({
          minimum: 0,
          description: "What the payer was shown; where it is another sum, nothing is paid.",
        }),
      ),
      name: Type.Optional(Text(200)),
      ...expandParam,
    }),
    output: CheckoutSession,
    errors: ["resource_missing", "state_conflict", "card_declined", "coupon_expired"],
  }),
  "checkout_sessions.redeem": operation({
    id: "checkout_sessions.redeem",
    method: "POST",
    path: "/payments/checkout_sessions/{id}/redeem",
    access: "payments:write",
    summary: "Redeem a promotion code in the payer's place, as the page does; an empty one takes it back.",
    input: Params({ id: Id("checkoutSession"), promotion_code: PromotionWord, ...expandParam }),
    output: CheckoutSession,
    errors: ["resource_missing", "state_conflict", "coupon_expired", "currency_mismatch"],
  }),
  "payment_links.create": operation({
    id: "payment_links.create",
    method: "POST",
    path: "/payments/payment_links",
    access: "payments:write",
    summary: "Create a payment link.",
    input: Params({
      line_items: LineItemsParam,
      after_completion: Type.Optional(
        Params({
          type: OneOf("hosted_confirmation", "redirect"),
          redirect: Type.Optional(Params({ url: PageUrl })),
        }),
      ),
      allow_promotion_codes: Type.Optional(Type.Boolean()),
      metadata: Type.Optional(MetadataParam),
      payment_method_types: Type.Optional(PaymentMethodTypes),
      subscription_data: Type.Optional(Params(subscriptionData)),
      ...expandParam,
    }),
    output: PaymentLink,
    status: 201,
    errors: ["resource_missing", "amount_too_small", "amount_too_large", "currency_mismatch", "parameter_missing"],
  }),
  "payment_links.list": operation({
    id: "payment_links.list",
    method: "GET",
    path: "/payments/payment_links",
    access: "payments:read",
    summary: "List payment links.",
    input: Params({ ...pageParams, active: Type.Optional(Type.Boolean()), ...expandParam }),
    output: List(PaymentLink),
    errors: [],
  }),
  "payment_links.get": operation({
    id: "payment_links.get",
    method: "GET",
    path: "/payments/payment_links/{id}",
    access: "payments:read",
    summary: "Read a payment link.",
    input: Params({ id: Id("paymentLink"), ...expandParam }),
    output: PaymentLink,
    errors: ["resource_missing"],
  }),
  "payment_links.line_items": operation({
    id: "payment_links.line_items",
    method: "GET",
    path: "/payments/payment_links/{id}/line_items",
    access: "payments:read",
    summary: "What the link sells.",
    input: Params({ id: Id("paymentLink"), ...expandParam }),
    output: List(LineItem),
    errors: ["resource_missing"],
  }),
  "payment_links.update": operation({
    id: "payment_links.update",
    method: "POST",
    path: "/payments/payment_links/{id}",
    access: "payments:write",
    summary: "Change a payment link, or take it out of use.",
    input: Params({
      id: Id("paymentLink"),
      active: Type.Optional(Type.Boolean()),
      allow_promotion_codes: Type.Optional(Type.Boolean()),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: PaymentLink,
    errors: ["resource_missing"],
  }),
};
