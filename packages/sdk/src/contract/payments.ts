import { Type, type Static } from "typebox";

import type { ErrorCode } from "./errors.ts";
import { Shipping, ShippingParam } from "./address.ts";
import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import { PaymentMethod, PaymentMethodData } from "./payment-methods.ts";
import { Refund, refundReasons, sharedRefundParams } from "./refunds.ts";
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
  searchParams,
  SearchResult,
  Text,
  Timestamp,
} from "./schema.ts";
import { connectParams, TransferData } from "./transfers.ts";

/** Where a payment intent can stand. */
export const paymentIntentStatuses = [
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "processing",
  "requires_capture",
  "succeeded",
  "canceled",
] as const;
/** Where a payment intent can stand. */
export type PaymentIntentStatus = (typeof paymentIntentStatuses)[number];

export const PaymentError = Type.Object({
  type: OneOf("card_error", "invalid_request_error"),
  advice_code: Type.Optional(Type.String()),
  code: Type.String(),
  decline_code: Type.Optional(Type.String()),
  message: Type.String(),
  charge: Nullable(Id("charge")),
  payment_method: PaymentMethod,
});
/** Why the latest attempt failed. */
export type PaymentError = Static<typeof PaymentError>;

export const NextAction = Type.Object({
  type: OneOf("redirect_to_url", "display_bank_transfer_instructions"),
  redirect_to_url: Type.Optional(
    Type.Object({
      url: Type.String({ description: "A page where the payer passes or fails the authentication." }),
      return_url: Nullable(Type.String()),
    }),
  ),
  display_bank_transfer_instructions: Type.Optional(
    Type.Object({ amount_remaining: Amount, currency: Currency, reference: Type.String() }),
  ),
});
/** What has to happen before a payment can go on. */
export type NextAction = Static<typeof NextAction>;

export const captureMethods = ["automatic", "automatic_async", "manual"] as const;
/** Whether a payment goes on by itself once the payer has authenticated, or waits to be confirmed again. */
export const confirmationMethods = ["automatic", "manual"] as const;
/** Whether a method may send the payer to another page; no method here does, but for an authentication. */
const allowedRedirects = ["always", "never"] as const;
const FutureUsage = OneOf("off_session", "on_session");
export const cancellationReasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"] as const;

export const PaymentIntent = Type.Object({
  id: Id("paymentIntent"),
  object: Type.Literal("payment_intent"),
  amount: Amount,
  amount_capturable: Type.Integer({ minimum: 0 }),
  amount_received: Type.Integer({ minimum: 0 }),
  application_fee_amount: Nullable(Amount),
  automatic_payment_methods: Nullable(
    Type.Object({ allow_redirects: OneOf(...allowedRedirects), enabled: Type.Boolean() }),
  ),
  canceled_at: Nullable(Timestamp),
  cancellation_reason: Nullable(OneOf(...cancellationReasons, "expired", "void_invoice")),
  capture_method: OneOf(...captureMethods),
  client_secret: Type.String({ description: "Lets the payer's page act for this intent alone." }),
  confirmation_method: OneOf(...confirmationMethods),
  created: Timestamp,
  currency: Currency,
  customer: Nullable(Id("customer")),
  description: Nullable(Type.String()),
  invoice: Nullable(Id("invoice")),
  last_payment_error: Nullable(PaymentError),
  latest_charge: Nullable(Id("charge")),
  livemode: Type.Boolean(),
  metadata: Metadata,
  next_action: Nullable(NextAction),
  on_behalf_of: Nullable(Id("connectedAccount")),
  payment_method: Nullable(Id("paymentMethod")),
  payment_method_types: Type.Array(PaymentMethodType),
  receipt_email: Nullable(Type.String()),
  setup_future_usage: Nullable(FutureUsage),
  shipping: Nullable(Shipping),
  statement_descriptor: Nullable(Type.String()),
  statement_descriptor_suffix: Nullable(Type.String()),
  status: OneOf(...paymentIntentStatuses),
  transfer_data: Nullable(TransferData),
  transfer_group: Nullable(Type.String()),
});
/** What the merchant wants to be paid. Each try at it is a charge. */
export type PaymentIntent = Static<typeof PaymentIntent>;

/** A method by its id, by the name of a test payment method, by a token, or by a test card number. */
export const PaymentMethodParam = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "An id (`pm_…`), a test payment method (`pm_card_visa`), a token (`tok_visa`) or a test card number.",
});
export const ReturnUrl = Type.String({
  minLength: 1,
  maxLength: 2048,
  pattern: "^https?://",
  description: "Where the payer's browser goes after an authentication.",
});

/** The secret of an intent, for whoever has it from its merchant. */
export const clientSecretParam = {
  client_secret: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: "The intent's own `client_secret`. With a publishable key it is needed; else it only has to fit.",
    }),
  ),
};
/** What a payer may decide of a confirmation. */
export const payerConfirmParams = [
  "confirmation_token",
  "payment_method",
  "payment_method_data",
  "return_url",
] as const;
/** What every confirmation may be given. */
export const confirmParams = {
  confirmation_token: Type.Optional(Id("confirmationToken")),
  payment_method: Type.Optional(PaymentMethodParam),
  payment_method_data: Type.Optional(PaymentMethodData),
  return_url: Type.Optional(ReturnUrl),
  off_session: Type.Optional(Type.Boolean({ description: "The payer is not there and cannot authenticate." })),
};
const detailParams = {
  description: Type.Optional(Text(1000)),
  metadata: Type.Optional(MetadataParam),
  receipt_email: Type.Optional(Text(254)),
  shipping: Type.Optional(ShippingParam),
  statement_descriptor: Type.Optional(Text(22)),
  statement_descriptor_suffix: Type.Optional(Text(22)),
};
const detailChanges = {
  description: Type.Optional(Nullable(Text(1000))),
  metadata: Type.Optional(Nullable(MetadataParam)),
  receipt_email: Type.Optional(Nullable(Text(254))),
  shipping: Type.Optional(Nullable(ShippingParam)),
  statement_descriptor: Type.Optional(Nullable(Text(22))),
  statement_descriptor_suffix: Type.Optional(Nullable(Text(22))),
};
/** Whether what is authorised can be raised later; a card that cannot is authorised all the same. */
const IncrementalAuthorization = Type.Optional(OneOf("if_available", "never"));
export const PaymentMethodTypes = Type.Array(PaymentMethodType, { minItems: 1, maxItems: 4 });

/** How an attempt with a payment method can be refused or declined. */
export const paymentAttemptErrors = [
  "resource_missing",
  "payment_method_unexpected_state",
  "payment_method_currency_mismatch",
  "payment_intent_incompatible_payment_method",
  "card_declined",
  "expired_card",
  "incorrect_cvc",
  "incorrect_number",
  "invalid_expiry_month",
  "invalid_expiry_year",
  "invalid_cvc",
  "processing_error",
  "authentication_required",
  "state_conflict",
] as const satisfies readonly ErrorCode[];

export const paymentIntentOperations = {
  "payment_intents.create": operation({
    id: "payment_intents.create",
    method: "POST",
    path: "/payments/payment_intents",
    access: "payments:write",
    summary: "Create a payment intent, and confirm it at once if asked.",
    input: Params({
      amount: Amount,
      currency: Currency,
      automatic_payment_methods: Type.Optional(
        Params({ allow_redirects: Type.Optional(OneOf(...allowedRedirects)), enabled: Type.Boolean() }),
      ),
      confirmation_method: Type.Optional(OneOf(...confirmationMethods)),
      capture_method: Type.Optional(OneOf(...captureMethods)),
      confirm: Type.Optional(Type.Boolean()),
      customer: Type.Optional(Id("customer")),
      error_on_requires_action: Type.Optional(Type.Boolean()),
      incremental_authorization: IncrementalAuthorization,
      payment_method_types: Type.Optional(PaymentMethodTypes),
      setup_future_usage: Type.Optional(FutureUsage),
      ...confirmParams,
      ...detailParams,
      ...connectParams,
      ...expandParam,
    }),
    output: PaymentIntent,
    status: 201,
    errors: ["amount_too_small", "amount_too_large", ...paymentAttemptErrors],
  }),
  "payment_intents.list": operation({
    id: "payment_intents.list",
    method: "GET",
    path: "/payments/payment_intents",
    access: "payments:read",
    summary: "List payment intents.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      status: Type.Optional(OneOf(...paymentIntentStatuses)),
      currency: Type.Optional(Currency),
      ...expandParam,
    }),
    output: List(PaymentIntent),
    errors: [],
  }),
  "payment_intents.search": operation({
    id: "payment_intents.search",
    method: "GET",
    path: "/payments/payment_intents/search",
    access: "payments:read",
    summary: "Search payment intents.",
    input: Params(searchParams),
    output: SearchResult(PaymentIntent),
    errors: ["parameter_invalid"],
  }),
  "payment_intents.get": operation({
    id: "payment_intents.get",
    method: "GET",
    path: "/payments/payment_intents/{id}",
    access: "payments:read",
    publishable: { clientSecret: true, params: [] },
    summary: "Read a payment intent.",
    input: Params({ id: Id("paymentIntent"), ...clientSecretParam, ...expandParam }),
    output: PaymentIntent,
    errors: ["resource_missing", "client_secret_mismatch"],
  }),
  "payment_intents.update": operation({
    id: "payment_intents.update",
    method: "POST",
    path: "/payments/payment_intents/{id}",
    access: "payments:write",
    summary:
      "Change a payment intent: its terms while nothing is collected, its notes at any time. What it comes to follows from the invoice or the Checkout session that asks for it, if one does.",
    input: Params({
      id: Id("paymentIntent"),
      amount: Type.Optional(Amount),
      currency: Type.Optional(Currency),
      customer: Type.Optional(Id("customer")),
      payment_method: Type.Optional(PaymentMethodParam),
      payment_method_data: Type.Optional(PaymentMethodData),
      payment_method_types: Type.Optional(PaymentMethodTypes),
      application_fee_amount: Type.Optional(Nullable(Amount)),
      setup_future_usage: Type.Optional(Nullable(FutureUsage)),
      transfer_data: Type.Optional(Params({ amount: Amount })),
      transfer_group: Type.Optional(Nullable(Text(100))),
      ...detailChanges,
      ...expandParam,
    }),
    output: PaymentIntent,
    errors: ["payment_intent_unexpected_state", "amount_too_small", "amount_too_large", ...paymentAttemptErrors],
  }),
  "payment_intents.confirm": operation({
    id: "payment_intents.confirm",
    method: "POST",
    path: "/payments/payment_intents/{id}/confirm",
    access: "payments:write",
    publishable: {
      clientSecret: true,
      params: [...payerConfirmParams, "payment_method_id", "receipt_email", "setup_future_usage", "shipping"],
    },
    summary: "Try to collect the payment: one attempt.",
    input: Params({
      id: Id("paymentIntent"),
      ...clientSecretParam,
      ...confirmParams,
      payment_method_id: Type.Optional(PaymentMethodParam),
      capture_method: Type.Optional(OneOf(...captureMethods)),
      error_on_requires_action: Type.Optional(Type.Boolean()),
      incremental_authorization: IncrementalAuthorization,
      receipt_email: Type.Optional(Text(254)),
      setup_future_usage: Type.Optional(FutureUsage),
      shipping: Type.Optional(ShippingParam),
      ...expandParam,
    }),
    output: PaymentIntent,
    errors: ["payment_intent_unexpected_state", "client_secret_mismatch", ...paymentAttemptErrors],
  }),
  "payment_intents.authenticate": operation({
    id: "payment_intents.authenticate",
    method: "POST",
    path: "/payments/payment_intents/{id}/authenticate",
    access: "payments:write",
    summary: "Pass or fail the payer's authentication, in the payer's place.",
    input: Params({ id: Id("paymentIntent"), outcome: OneOf("succeeded", "failed"), ...expandParam }),
    output: PaymentIntent,
    errors: [
      "resource_missing",
      "payment_intent_unexpected_state",
      "payment_intent_authentication_failure",
      "card_declined",
    ],
  }),
  "payment_intents.capture": operation({
    id: "payment_intents.capture",
    method: "POST",
    path: "/payments/payment_intents/{id}/capture",
    access: "payments:write",
    summary: "Collect what was authorised, or a part of it; the rest is released.",
    input: Params({
      id: Id("paymentIntent"),
      amount_to_capture: Type.Optional(Amount),
      application_fee_amount: Type.Optional(Amount),
      transfer_data: Type.Optional(Params({ amount: Amount })),
      ...expandParam,
    }),
    output: PaymentIntent,
    errors: ["resource_missing", "payment_intent_unexpected_state", "amount_too_large", "amount_too_small"],
  }),
  "payment_intents.increment_authorization": operation({
    id: "payment_intents.increment_authorization",
    method: "POST",
    path: "/payments/payment_intents/{id}/increment_authorization",
    access: "payments:write",
    summary:
      "Raise what a card has authorised, where that was asked for when it was confirmed: ten tries at the most. Of one that is declined the earlier authorisation stays.",
    input: Params({
      id: Id("paymentIntent"),
      amount: Amount,
      application_fee_amount: Type.Optional(Amount),
      description: Type.Optional(Text(1000)),
      metadata: Type.Optional(MetadataParam),
      statement_descriptor: Type.Optional(Text(22)),
      transfer_data: Type.Optional(Params({ amount: Amount })),
      ...expandParam,
    }),
    output: PaymentIntent,
    errors: ["resource_missing", "payment_intent_unexpected_state", "amount_too_large", "card_declined"],
  }),
  "payment_intents.cancel": operation({
    id: "payment_intents.cancel",
    method: "POST",
    path: "/payments/payment_intents/{id}/cancel",
    access: "payments:write",
    summary: "Give a payment intent up; it can never be paid afterwards.",
    input: Params({
      id: Id("paymentIntent"),
      cancellation_reason: Type.Optional(OneOf(...cancellationReasons)),
      ...expandParam,
    }),
    output: PaymentIntent,
    errors: ["resource_missing", "payment_intent_unexpected_state"],
  }),
  "payment_intents.refund": operation({
    id: "payment_intents.refund",
    method: "POST",
    path: "/payments/payment_intents/{id}/refund",
    access: "payments:write",
    summary: "Refund what was collected, or a part of it.",
    input: Params({
      id: Id("paymentIntent"),
      amount: Type.Optional(Amount),
      reason: Type.Optional(OneOf(...refundReasons)),
      ...sharedRefundParams,
      metadata: Type.Optional(MetadataParam),
      ...expandParam,
    }),
    output: Refund,
    status: 201,
    errors: [
      "resource_missing",
      "payment_intent_unexpected_state",
      "charge_already_refunded",
      "charge_disputed",
      "amount_too_large",
    ],
  }),
};
