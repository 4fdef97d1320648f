import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  ClearableText,
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
  SignedAmount,
  Text,
  Timestamp,
} from "./schema.ts";

export const CustomerBalanceTransaction = Type.Object({
  id: Id("customerBalanceTransaction"),
  object: Type.Literal("customer_balance_transaction"),
  amount: SignedAmount,
  created: Timestamp,
  credit_note: Nullable(Id("creditNote")),
  currency: Currency,
  customer: Id("customer"),
  description: Nullable(Type.String()),
  ending_balance: Type.Integer({
    description: "Below zero it is a credit; above zero it is owed with the next invoice.",
  }),
  invoice: Nullable(Id("invoice")),
  livemode: Type.Boolean(),
  metadata: Metadata,
  type: OneOf("adjustment", "applied_to_invoice", "credit_note", "unapplied_from_invoice"),
});
/**
 * A change of what a customer has to his credit: an invoice used it, was itself a credit, or was too small to be charged
 * and waits for the next one; an invoice that was voided gave back what it had used; a credit note went to the balance; or
 * somebody adjusted it.
 */
export type CustomerBalanceTransaction = Static<typeof CustomerBalanceTransaction>;

/** So much at once, either way: sums of it stay exact. */
const Adjustment = Type.Integer({
  minimum: -999_999_999_999,
  maximum: 999_999_999_999,
  description: "In the minor unit of the currency; below zero it is to the customer's credit.",
});

export const customerBalanceOperations = {
  "customer_balance_transactions.create": operation({
    id: "customer_balance_transactions.create",
    method: "POST",
    path: "/billing/customer_balance_transactions",
    access: "payments:write",
    summary: "Adjust the balance of a customer, which his next invoices use.",
    input: Params({
      customer: Id("customer"),
      amount: Adjustment,
      currency: Currency,
      description: Type.Optional(Text(350)),
      metadata: Type.Optional(MetadataParam),
      ...expandParam,
    }),
    output: CustomerBalanceTransaction,
    status: 201,
    errors: ["resource_missing", "amount_zero", "amount_too_large"],
  }),
  "customer_balance_transactions.get": operation({
    id: "customer_balance_transactions.get",
    method: "GET",
    path: "/billing/customer_balance_transactions/{id}",
    access: "payments:read",
    summary: "Read a change of a customer's balance.",
    input: Params({ id: Id("customerBalanceTransaction"), ...expandParam }),
    output: CustomerBalanceTransaction,
    errors: ["resource_missing"],
  }),
  "customer_balance_transactions.update": operation({
    id: "customer_balance_transactions.update",
    method: "POST",
    path: "/billing/customer_balance_transactions/{id}",
    access: "payments:write",
    summary: "Change the notes on a change of a customer's balance.",
    input: Params({
      id: Id("customerBalanceTransaction"),
      description: Type.Optional(ClearableText(350)),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: CustomerBalanceTransaction,
    errors: ["resource_missing"],
  }),
  "customer_balance_transactions.list": operation({
    id: "customer_balance_transactions.list",
    method: "GET",
    path: "/billing/customer_balance_transactions",
    access: "payments:read",
    summary: "List what changed the balances of customers.",
    input: Params({
      ...pageParams,
      currency: Type.Optional(Currency),
      customer: Type.Optional(Id("customer")),
      invoice: Type.Optional(Id("invoice")),
      ...expandParam,
    }),
    output: List(CustomerBalanceTransaction),
    errors: [],
  }),
};
