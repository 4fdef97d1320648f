import { Type, type Static } from "typebox";

import { DeletedDiscount, Discount } from "./discounts.ts";
import { operation } from "./operation.ts";
import { Currency, expandParam, Id, Nullable, Params, SignedAmount } from "./schema.ts";

export const CustomerBilling = Type.Object({
  object: Type.Literal("customer_billing"),
  balance: Type.Integer({ description: "In his currency: below zero it is to his credit, above zero he owes it." }),
  balances: Type.Record(Type.String(), SignedAmount, { description: "In each currency that he has had one in." }),
  currency: Nullable(Currency),
  customer: Id("customer"),
  delinquent: Type.Boolean({
    description: "Whether the latest of what became of his invoices is a payment that failed, or a day that passed.",
  }),
  discount: Nullable(Discount),
  invoice_prefix: Type.String({ description: "What the numbers of his invoices begin with." }),
  livemode: Type.Boolean(),
  next_invoice_sequence: Type.Integer({
    minimum: 1,
    description: "The account's: its invoices are numbered together.",
  }),
});
/** How a customer stands with what he pays for. */
export type CustomerBilling = Static<typeof CustomerBilling>;

export const customerBillingOperations = {
  "customers.billing": operation({
    id: "customers.billing",
    method: "GET",
    path: "/payments/customers/{id}/billing",
    access: "payments:read",
    summary: "Read how a customer stands: his balance, his discount, and whether a payment failed.",
    input: Params({ id: Id("customer"), ...expandParam }),
    output: CustomerBilling,
    errors: ["resource_missing"],
  }),
  "customers.delete_discount": operation({
    id: "customers.delete_discount",
    method: "DELETE",
    path: "/payments/customers/{id}/discount",
    access: "payments:write",
    summary: "End the discount that a customer has. Invoices that have it keep it.",
    input: Params({ id: Id("customer") }),
    output: DeletedDiscount,
    errors: ["resource_missing"],
  }),
};
