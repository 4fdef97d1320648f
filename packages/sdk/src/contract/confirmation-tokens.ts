import { Type, type Static } from "typebox";

import { Shipping, ShippingParam } from "./address.ts";
import { operation } from "./operation.ts";
import { PaymentMethod, PaymentMethodData } from "./payment-methods.ts";
import { PaymentIntent, PaymentMethodParam, ReturnUrl } from "./payments.ts";
import { expandParam, Id, Metadata, MetadataParam, Nullable, OneOf, Params, Timestamp } from "./schema.ts";

export const ConfirmationToken = Type.Object({
  id: Id("confirmationToken"),
  object: Type.Literal("confirmation_token"),
  created: Timestamp,
  expires_at: Nullable(Type.Integer({ description: "Null once an intent was confirmed with it." })),
  livemode: Type.Boolean(),
  metadata: Metadata,
  payment_intent: Nullable(Id("paymentIntent")),
  payment_method_preview: Type.Omit(PaymentMethod, ["id", "object", "created", "livemode", "metadata"]),
  return_url: Nullable(Type.String()),
  setup_future_usage: PaymentIntent.properties.setup_future_usage,
  setup_intent: Nullable(Id("setupIntent")),
  shipping: Nullable(Shipping),
});
/** What a payer's page has collected, for the server to confirm one intent with. */
export type ConfirmationToken = Static<typeof ConfirmationToken>;

const collected = {
  metadata: Type.Optional(MetadataParam),
  payment_method_data: Type.Optional(PaymentMethodData),
  return_url: Type.Optional(ReturnUrl),
  setup_future_usage: Type.Optional(OneOf("off_session", "on_session")),
  shipping: Type.Optional(ShippingParam),
};

export const confirmationTokenOperations = {
  "confirmation_tokens.create": operation({
    id: "confirmation_tokens.create",
    method: "POST",
    path: "/payments/confirmation_tokens",
    access: "payments:write",
    publishable: { clientSecret: false, params: Object.keys(collected) },
    summary: "Collect what an intent is to be confirmed with, once and within twelve hours.",
    input: Params({ ...collected, payment_method: Type.Optional(PaymentMethodParam), ...expandParam }),
    output: ConfirmationToken,
    status: 201,
    errors: [
      "resource_missing",
      "parameter_missing",
      "card_declined",
      "incorrect_number",
      "invalid_expiry_month",
      "invalid_expiry_year",
      "invalid_cvc",
      "payment_method_unexpected_state",
    ],
  }),
  "confirmation_tokens.get": operation({
    id: "confirmation_tokens.get",
    method: "GET",
    path: "/payments/confirmation_tokens/{id}",
    access: "payments:read",
    summary: "Read a confirmation token.",
    input: Params({ id: Id("confirmationToken"), ...expandParam }),
    output: ConfirmationToken,
    errors: ["resource_missing"],
  }),
};
