import { Type, type Static } from "typebox";

import { Address, AddressParam, Email } from "./address.ts";
import { operation } from "./operation.ts";
import { CardDetails, PaymentMethodType, SepaDebitDetails, UsBankAccountDetails } from "./payment-method-details.ts";
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

export const BillingDetailsParam = Params({
  address: Type.Optional(AddressParam),
  email: Type.Optional(Email),
  name: Type.Optional(Text(200)),
  phone: Type.Optional(Text(50)),
});
export const BillingDetails = Type.Object({
  address: Nullable(Address),
  email: Nullable(Type.String()),
  name: Nullable(Type.String()),
  phone: Nullable(Type.String()),
});
/** Whose payment method it is. */
export type BillingDetails = Static<typeof BillingDetails>;

export const PaymentMethod = Type.Object({
  id: Id("paymentMethod"),
  object: Type.Literal("payment_method"),
  billing_details: BillingDetails,
  card: Type.Optional(CardDetails),
  created: Timestamp,
  customer: Nullable(Id("customer")),
  customer_balance: Type.Optional(Type.Object({})),
  livemode: Type.Boolean(),
  metadata: Metadata,
  sepa_debit: Type.Optional(SepaDebitDetails),
  type: PaymentMethodType,
  us_bank_account: Type.Optional(UsBankAccountDetails),
});
/** A means to pay: what is safe to show of it. */
export type PaymentMethod = Static<typeof PaymentMethod>;

const CardParam = Params({
  number: Type.Optional(Type.String({ minLength: 8, maxLength: 30, description: "A test card number." })),
  exp_month: Type.Optional(Type.Integer()),
  exp_year: Type.Optional(Type.Integer({ description: "Two or four digits." })),
  cvc: Type.Optional(Type.String({ maxLength: 10 })),
  token: Type.Optional(Text(100)),
});

export const PaymentMethodData = Params({
  type: PaymentMethodType,
  card: Type.Optional(CardParam),
  us_bank_account: Type.Optional(
    Params({
      account_number: Type.String({ pattern: "^\\d{4,17}$" }),
      routing_number: Type.String({ pattern: "^\\d{9}$" }),
      account_holder_type: Type.Optional(OneOf("individual", "company")),
      account_type: Type.Optional(OneOf("checking", "savings")),
    }),
  ),
  sepa_debit: Type.Optional(Params({ iban: Type.String({ minLength: 15, maxLength: 42 }) })),
  customer_balance: Type.Optional(Params({})),
  billing_details: Type.Optional(BillingDetailsParam),
  metadata: Type.Optional(MetadataParam),
});
/** A payment method to make: test data of a card or a bank account. */
export type PaymentMethodData = Static<typeof PaymentMethodData>;

const asSource = {
  as_source: Type.Optional(
    Type.Boolean({ description: "Tell of it as a source of the customer's, too, as was done before payment methods." }),
  ),
};

export const paymentMethodOperations = {
  "payment_methods.create": operation({
    id: "payment_methods.create",
    method: "POST",
    path: "/payments/payment_methods",
    access: "payments:write",
    publishable: { clientSecret: false, params: Object.keys(PaymentMethodData.properties) },
    summary: "Create a payment method from test data.",
    input: Params({ ...PaymentMethodData.properties, ...expandParam }),
    output: PaymentMethod,
    status: 201,
    errors: [
      "resource_missing",
      "card_declined",
      "incorrect_number",
      "invalid_expiry_month",
      "invalid_expiry_year",
      "invalid_cvc",
    ],
  }),
  "payment_methods.list": operation({
    id: "payment_methods.list",
    method: "GET",
    path: "/payments/payment_methods",
    access: "payments:read",
    summary: "List payment methods, of a customer if given.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      type: Type.Optional(PaymentMethodType),
      ...expandParam,
    }),
    output: List(PaymentMethod),
    errors: [],
  }),
  "payment_methods.get": operation({
    id: "payment_methods.get",
    method: "GET",
    path: "/payments/payment_methods/{id}",
    access: "payments:read",
    summary: "Read a payment method; with `customer` only if it is his.",
    input: Params({ id: Id("paymentMethod"), customer: Type.Optional(Id("customer")), ...expandParam }),
    output: PaymentMethod,
    errors: ["resource_missing"],
  }),
  "payment_methods.update": operation({
    id: "payment_methods.update",
    method: "POST",
    path: "/payments/payment_methods/{id}",
    access: "payments:write",
    summary: "Change billing details, metadata or a card's expiry.",
    input: Params({
      id: Id("paymentMethod"),
      billing_details: Type.Optional(BillingDetailsParam),
      card: Type.Optional(
        Params({ exp_month: Type.Optional(Type.Integer()), exp_year: Type.Optional(Type.Integer()) }),
      ),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...asSource,
      ...expandParam,
    }),
    output: PaymentMethod,
    errors: ["resource_missing", "payment_method_unexpected_state", "invalid_expiry_month", "invalid_expiry_year"],
  }),
  "payment_methods.attach": operation({
    id: "payment_methods.attach",
    method: "POST",
    path: "/payments/payment_methods/{id}/attach",
    access: "payments:write",
    summary: "Give a payment method to a customer; the issuer is asked. `id` may name a test payment method.",
    input: Params({ id: Id("paymentMethod"), customer: Id("customer"), ...asSource, ...expandParam }),
    output: PaymentMethod,
    errors: [
      "resource_missing",
      "payment_method_unexpected_state",
      "card_declined",
      "expired_card",
      "incorrect_cvc",
      "incorrect_number",
      "processing_error",
    ],
  }),
  "payment_methods.detach": operation({
    id: "payment_methods.detach",
    method: "POST",
    path: "/payments/payment_methods/{id}/detach",
    access: "payments:write",
    summary: "Take a payment method from its customer; it can never be used again.",
    input: Params({ id: Id("paymentMethod"), ...expandParam }),
    output: PaymentMethod,
    errors: ["resource_missing", "payment_method_unexpected_state"],
  }),
};
