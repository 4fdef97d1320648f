import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Currency, expandParam, Id, List, OneOf, pageParams, Params, SignedAmount, Timestamp } from "./schema.ts";

export const CustomerBalanceTransaction = Type.Object({
  id: Id("customerBalanceTransaction"),
  object: Type.Literal("customer_balance_transaction"),
  amount: SignedAmount,
  created: Timestamp,
  currency: Currency,
  customer: Id("customer"),
  ending_balance: Type.Integer({
    description: "Below zero it is a credit; above zero it is owed with the next invoice.",
  }),
  invoice: Id("invoice"),
  livemode: Type.Boolean(),
  type: OneOf("applied_to_invoice", "unapplied_from_invoice"),
});
/**
 * A change of what a customer has to his credit: an invoice used it, was itself a credit, or was too small to be charged
 * and waits for the next one; or an invoice that was voided gave back what it had used.
 */
export type CustomerBalanceTransaction = Static<typeof CustomerBalanceTransaction>;

export const customerBalanceOperations = {
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
