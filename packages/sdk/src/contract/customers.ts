import { Type, type Static } from "typebox";

import { amountMax } from "./money.ts";
import { operation } from "./operation.ts";
import { CardDetails, PaymentMethodType, SepaDebitDetails, UsBankAccountDetails } from "./payment-method-details.ts";
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
  SignedAmount,
  Text,
  Timestamp,
} from "./schema.ts";

const addressLines = ["line1", "line2", "city", "state", "postal_code", "country"] as const;
const addressOf = <T>(line: T) =>
  Object.fromEntries(addressLines.map((name) => [name, line])) as Record<(typeof addressLines)[number], T>;

export const AddressParam = Params(addressOf(Type.Optional(Nullable(Type.String({ maxLength: 200 })))));
export const Address = Type.Object(addressOf(Nullable(Type.String())));
/** A postal address. */
export type Address = Static<typeof Address>;

const Email = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" });

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

export const ShippingParam = Params({
  address: AddressParam,
  name: Text(200),
  phone: Type.Optional(Text(50)),
  carrier: Type.Optional(Text(100)),
  tracking_number: Type.Optional(Text(200)),
});
export const Shipping = Type.Object({
  address: Address,
  name: Type.String(),
  phone: Nullable(Type.String()),
  carrier: Nullable(Type.String()),
  tracking_number: Nullable(Type.String()),
});
/** Where goods go. */
export type Shipping = Static<typeof Shipping>;

export const Customer = Type.Object({
  id: Id("customer"),
  object: Type.Literal("customer"),
  address: Nullable(Address),
  created: Timestamp,
  default_payment_method: Nullable(Id("paymentMethod")),
  deleted: Type.Optional(Type.Literal(true)),
  description: Nullable(Type.String()),
  email: Nullable(Type.String()),
  livemode: Type.Boolean(),
  metadata: Metadata,
  name: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  shipping: Nullable(Shipping),
  test_clock: Nullable(Id("testClock")),
});
/** Somebody who pays. A deleted one answers with `deleted: true`, and can do nothing more. */
export type Customer = Static<typeof Customer>;

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

export const CashBalance = Type.Object({
  object: Type.Literal("cash_balance"),
  available: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  customer: Id("customer"),
  livemode: Type.Boolean(),
});
/** What a customer has sent by bank transfer and not yet spent, by currency. */
export type CashBalance = Static<typeof CashBalance>;

export const CashTransaction = Type.Object({
  id: Id("cashTransaction"),
  object: Type.Literal("customer_cash_balance_transaction"),
  created: Timestamp,
  currency: Currency,
  customer: Id("customer"),
  ending_balance: Type.Integer({ minimum: 0 }),
  livemode: Type.Boolean(),
  net_amount: SignedAmount,
  payment_intent: Nullable(Id("paymentIntent")),
  type: OneOf("funded", "applied_to_payment"),
});
/** One movement of a customer's cash balance. */
export type CashTransaction = Static<typeof CashTransaction>;

const asSource = {
  as_source: Type.Optional(
    Type.Boolean({ description: "Tell of it as a source of the customer's, too, as was done before payment methods." }),
  ),
};

const customerParams = {
  address: Type.Optional(AddressParam),
  description: Type.Optional(Text(1000)),
  email: Type.Optional(Email),
  metadata: Type.Optional(MetadataParam),
  name: Type.Optional(Text(256)),
  phone: Type.Optional(Text(50)),
  shipping: Type.Optional(ShippingParam),
};

const customerChanges = {
  address: Type.Optional(Nullable(AddressParam)),
  description: Type.Optional(Nullable(Text(1000))),
  email: Type.Optional(Nullable(Email)),
  metadata: Type.Optional(Nullable(MetadataParam)),
  name: Type.Optional(Nullable(Text(256))),
  phone: Type.Optional(Nullable(Text(50))),
  shipping: Type.Optional(Nullable(ShippingParam)),
};

/** What gives a customer a discount on all coming invoices. */
const Balance = Type.Integer({
  minimum: -amountMax,
  maximum: amountMax,
  description: "What his balance is from now on, in the currency he is billed in, or usd: below zero it is his credit.",
});
const CouponId = Type.String({ minLength: 1, maxLength: 200, description: "The id of a coupon." });

export const customerOperations = {
  "customers.create": operation({
    id: "customers.create",
    method: "POST",
    path: "/payments/customers",
    access: "payments:write",
    summary: "Create a customer, with a payment method and a discount if given.",
    input: Params({
      ...customerParams,
      default_payment_method: Type.Optional(
        Type.String({ minLength: 1, maxLength: 100, description: "What `payment_method` is, to make it the default." }),
      ),
      balance: Type.Optional(Balance),
      coupon: Type.Optional(CouponId),
      promotion_code: Type.Optional(Id("promotionCode")),
      payment_method: Type.Optional(Text(100)),
      test_clock: Type.Optional(Id("testClock")),
      ...expandParam,
    }),
    output: Customer,
    status: 201,
    errors: [
      "resource_missing",
      "amount_too_large",
      "card_declined",
      "parameter_invalid",
      "test_clock_limit",
      "coupon_expired",
    ],
  }),
  "customers.list": operation({
    id: "customers.list",
    method: "GET",
    path: "/payments/customers",
    access: "payments:read",
    summary: "List customers that are not deleted.",
    input: Params({
      ...pageParams,
      email: Type.Optional(Type.String({ maxLength: 254 })),
      test_clock: Type.Optional(Id("testClock")),
      ...expandParam,
    }),
    output: List(Customer),
    errors: [],
  }),
  "customers.search": operation({
    id: "customers.search",
    method: "GET",
    path: "/payments/customers/search",
    access: "payments:read",
    summary: "Search customers.",
    input: Params(searchParams),
    output: SearchResult(Customer),
    errors: ["parameter_invalid"],
  }),
  "customers.get": operation({
    id: "customers.get",
    method: "GET",
    path: "/payments/customers/{id}",
    access: "payments:read",
    summary: "Read a customer; a deleted one says so.",
    input: Params({ id: Id("customer"), ...expandParam }),
    output: Customer,
    errors: ["resource_missing"],
  }),
  "customers.update": operation({
    id: "customers.update",
    method: "POST",
    path: "/payments/customers/{id}",
    access: "payments:write",
    summary: "Change a customer, his balance or default payment method, or redeem a coupon; null unsets.",
    input: Params({
      id: Id("customer"),
      ...customerChanges,
      balance: Type.Optional(Balance),
      coupon: Type.Optional(Nullable(CouponId)),
      default_payment_method: Type.Optional(Nullable(Id("paymentMethod"))),
      promotion_code: Type.Optional(Nullable(Id("promotionCode"))),
      ...expandParam,
    }),
    output: Customer,
    errors: ["resource_missing"],
  }),
  "customers.delete": operation({
    id: "customers.delete",
    method: "DELETE",
    path: "/payments/customers/{id}",
    access: "payments:write",
    summary: "Delete a customer; the payment methods are detached. What was paid stays.",
    input: Params({ id: Id("customer") }),
    output: Type.Object({ id: Id("customer"), object: Type.Literal("customer"), deleted: Type.Literal(true) }),
    errors: ["resource_missing"],
  }),
  "customers.payment_methods": operation({
    id: "customers.payment_methods",
    method: "GET",
    path: "/payments/customers/{id}/payment_methods",
    access: "payments:read",
    summary: "List a customer's payment methods.",
    input: Params({ id: Id("customer"), ...pageParams, type: Type.Optional(PaymentMethodType), ...expandParam }),
    output: List(PaymentMethod),
    errors: ["resource_missing"],
  }),
  "customers.cash_balance": operation({
    id: "customers.cash_balance",
    method: "GET",
    path: "/payments/customers/{id}/cash_balance",
    access: "payments:read",
    summary: "What a customer has sent and not yet spent.",
    input: Params({ id: Id("customer") }),
    output: CashBalance,
    errors: ["resource_missing"],
  }),
  "customers.fund_cash_balance": operation({
    id: "customers.fund_cash_balance",
    method: "POST",
    path: "/payments/customers/{id}/fund_cash_balance",
    access: "payments:write",
    summary: "Let a bank transfer of the customer arrive; payments that wait for it are paid, oldest first.",
    input: Params({ id: Id("customer"), amount: Amount, currency: Currency }),
    output: CashTransaction,
    status: 201,
    errors: ["resource_missing"],
  }),
  "payment_methods.create": operation({
    id: "payment_methods.create",
    method: "POST",
    path: "/payments/payment_methods",
    access: "payments:write",
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
    summary: "Read a payment method.",
    input: Params({ id: Id("paymentMethod"), ...expandParam }),
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
