import { Type, type Static } from "typebox";

import { Address, AddressParam, Email, Shipping, ShippingParam } from "./address.ts";
import { amountMax } from "./money.ts";
import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import { PaymentMethod } from "./payment-methods.ts";
import { TaxIdData } from "./tax-ids.ts";
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

/** Whether a customer's invoices are taxed: where he is exempt, or owes the tax himself, they are not. */
export const taxExemptions = ["exempt", "none", "reverse"] as const;

export const CustomField = Params({ name: Text(40), value: Text(140) });
/** What stands at the top of an invoice besides. */
export const CustomFields = Type.Array(CustomField, { maxItems: 4 });
export const InvoiceFooter = Text(5000);

export const Customer = Type.Object({
  id: Id("customer"),
  object: Type.Literal("customer"),
  address: Nullable(Address),
  created: Timestamp,
  default_payment_method: Nullable(Id("paymentMethod")),
  deleted: Type.Optional(Type.Literal(true)),
  description: Nullable(Type.String()),
  email: Nullable(Type.String()),
  invoice_settings: Type.Object({
    custom_fields: Nullable(CustomFields),
    footer: Nullable(Type.String()),
  }),
  livemode: Type.Boolean(),
  metadata: Metadata,
  name: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  preferred_locales: Type.Array(Type.String()),
  shipping: Nullable(Shipping),
  tax_exempt: OneOf(...taxExemptions),
  test_clock: Nullable(Id("testClock")),
});
/** Somebody who pays. A deleted one answers with `deleted: true`, and can do nothing more. */
export type Customer = Static<typeof Customer>;

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

const InvoiceSettings = Params({
  custom_fields: Type.Optional(Nullable(CustomFields)),
  footer: Type.Optional(Nullable(InvoiceFooter)),
});
const PreferredLocales = Type.Array(Text(20), { maxItems: 20 });

const customerParams = {
  address: Type.Optional(AddressParam),
  description: Type.Optional(Text(1000)),
  email: Type.Optional(Email),
  metadata: Type.Optional(MetadataParam),
  name: Type.Optional(Text(256)),
  invoice_settings: Type.Optional(InvoiceSettings),
  phone: Type.Optional(Text(50)),
  preferred_locales: Type.Optional(PreferredLocales),
  shipping: Type.Optional(ShippingParam),
  tax_exempt: Type.Optional(Nullable(OneOf(...taxExemptions))),
};

const customerChanges = {
  address: Type.Optional(Nullable(AddressParam)),
  description: Type.Optional(Nullable(Text(1000))),
  email: Type.Optional(Nullable(Email)),
  metadata: Type.Optional(Nullable(MetadataParam)),
  name: Type.Optional(Nullable(Text(256))),
  invoice_settings: Type.Optional(InvoiceSettings),
  phone: Type.Optional(Nullable(Text(50))),
  preferred_locales: Type.Optional(PreferredLocales),
  tax_exempt: Type.Optional(Nullable(OneOf(...taxExemptions))),
  shipping: Type.Optional(Nullable(ShippingParam)),
};

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
      tax_id_data: Type.Optional(Type.Array(TaxIdData, { maxItems: 5 })),
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
    errors: ["resource_missing", "amount_too_small", "amount_too_large"],
  }),
};
