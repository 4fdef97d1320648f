import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import {
  cancellationReasons,
  clientSecretParam,
  confirmParams,
  NextAction,
  payerConfirmParams,
  paymentAttemptErrors,
  PaymentError,
  PaymentMethodTypes,
} from "./payments.ts";
import {
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

/** Where a setup intent can stand. */
export const setupIntentStatuses = [
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "succeeded",
  "canceled",
] as const;
/** Where a setup intent can stand. */
export type SetupIntentStatus = (typeof setupIntentStatuses)[number];

const Usage = OneOf("off_session", "on_session");
const { off_session: _offSession, ...setupConfirmParams } = confirmParams;

export const SetupIntent = Type.Object({
  id: Id("setupIntent"),
  object: Type.Literal("setup_intent"),
  cancellation_reason: Nullable(OneOf(...cancellationReasons)),
  client_secret: Type.String(),
  created: Timestamp,
  customer: Nullable(Id("customer")),
  description: Nullable(Type.String()),
  last_setup_error: Nullable(PaymentError),
  livemode: Type.Boolean(),
  metadata: Metadata,
  next_action: Nullable(NextAction),
  payment_method: Nullable(Id("paymentMethod")),
  payment_method_types: Type.Array(PaymentMethodType),
  status: OneOf(...setupIntentStatuses),
  usage: Usage,
});
/** A payment method being prepared for payments to come. */
export type SetupIntent = Static<typeof SetupIntent>;

export const setupIntentOperations = {
  "setup_intents.create": operation({
    id: "setup_intents.create",
    method: "POST",
    path: "/payments/setup_intents",
    access: "payments:write",
    summary: "Create a setup intent, and confirm it at once if asked.",
    input: Params({
      ...setupConfirmParams,
      confirm: Type.Optional(Type.Boolean()),
      customer: Type.Optional(Id("customer")),
      description: Type.Optional(Text(1000)),
      metadata: Type.Optional(MetadataParam),
      payment_method_types: Type.Optional(PaymentMethodTypes),
      usage: Type.Optional(Usage),
      ...expandParam,
    }),
    output: SetupIntent,
    status: 201,
    errors: [...paymentAttemptErrors],
  }),
  "setup_intents.list": operation({
    id: "setup_intents.list",
    method: "GET",
    path: "/payments/setup_intents",
    access: "payments:read",
    summary: "List setup intents.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      payment_method: Type.Optional(Id("paymentMethod")),
      status: Type.Optional(OneOf(...setupIntentStatuses)),
      ...expandParam,
    }),
    output: List(SetupIntent),
    errors: [],
  }),
  "setup_intents.get": operation({
    id: "setup_intents.get",
    method: "GET",
    path: "/payments/setup_intents/{id}",
    access: "payments:read",
    publishable: { clientSecret: true, params: [] },
    summary: "Read a setup intent.",
    input: Params({ id: Id("setupIntent"), ...clientSecretParam, ...expandParam }),
    output: SetupIntent,
    errors: ["resource_missing", "client_secret_mismatch"],
  }),
  "setup_intents.update": operation({
    id: "setup_intents.update",
    method: "POST",
    path: "/payments/setup_intents/{id}",
    access: "payments:write",
    summary: "Change a setup intent.",
    input: Params({
      id: Id("setupIntent"),
      customer: Type.Optional(Id("customer")),
      description: Type.Optional(Nullable(Text(1000))),
      metadata: Type.Optional(Nullable(MetadataParam)),
      payment_method: setupConfirmParams.payment_method,
      ...expandParam,
    }),
    output: SetupIntent,
    errors: ["setup_intent_unexpected_state", ...paymentAttemptErrors],
  }),
  "setup_intents.confirm": operation({
    id: "setup_intents.confirm",
    method: "POST",
    path: "/payments/setup_intents/{id}/confirm",
    access: "payments:write",
    publishable: { clientSecret: true, params: [...payerConfirmParams] },
    summary: "Prepare the payment method: the issuer is asked, nothing is collected.",
    input: Params({ id: Id("setupIntent"), ...clientSecretParam, ...setupConfirmParams, ...expandParam }),
    output: SetupIntent,
    errors: ["setup_intent_unexpected_state", "client_secret_mismatch", ...paymentAttemptErrors],
  }),
  "setup_intents.authenticate": operation({
    id: "setup_intents.authenticate",
    method: "POST",
    path: "/payments/setup_intents/{id}/authenticate",
    access: "payments:write",
    summary: "Pass or fail the authentication, in the payer's place.",
    input: Params({ id: Id("setupIntent"), outcome: OneOf("succeeded", "failed"), ...expandParam }),
    output: SetupIntent,
    errors: [
      "resource_missing",
      "setup_intent_unexpected_state",
      "setup_intent_authentication_failure",
      "card_declined",
    ],
  }),
  "setup_intents.cancel": operation({
    id: "setup_intents.cancel",
    method: "POST",
    path: "/payments/setup_intents/{id}/cancel",
    access: "payments:write",
    summary: "Give a setup intent up.",
    input: Params({
      id: Id("setupIntent"),
      cancellation_reason: Type.Optional(OneOf(...cancellationReasons)),
      ...expandParam,
    }),
    output: SetupIntent,
    errors: ["resource_missing", "setup_intent_unexpected_state"],
  }),
};
