import { Type, type Static } from "typebox";

import { DiscountsParam } from "./discounts.ts";
import { ServicePeriod, TaxRatesParam } from "./invoices.ts";
import { operation } from "./operation.ts";
import { OneTimePriceData } from "./prices.ts";
import {
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  pageParams,
  Params,
  SignedAmount,
  Text,
  Timestamp,
} from "./schema.ts";

export const InvoiceItem = Type.Object({
  id: Id("invoiceItem"),
  object: Type.Literal("invoiceitem"),
  amount: SignedAmount,
  currency: Currency,
  customer: Id("customer"),
  date: Timestamp,
  description: Nullable(Type.String()),
  discountable: Type.Boolean({ description: "Whether the discounts of its invoice take something off." }),
  discounts: Type.Array(Id("discount")),
  invoice: Nullable(Id("invoice")),
  livemode: Type.Boolean(),
  metadata: Metadata,
  period: ServicePeriod,
  price: Nullable(Id("price")),
  proration: Type.Boolean({ description: "Whether it is for a part of a period that a change split." }),
  quantity: Type.Integer({ minimum: 0 }),
  subscription: Nullable(Id("subscription")),
  subscription_item: Nullable(Id("subscriptionItem")),
  product: Nullable(Id("product")),
  unit_amount: Nullable(SignedAmount),
  unit_amount_decimal: Nullable(Type.String()),
  tax_rates: Nullable(Type.Array(Id("taxRate"), { description: "Null means those of its invoice." })),
  test_clock: Nullable(Id("testClock")),
});
/** Something to be paid for: it waits for the customer's next invoice, or is a line of one. Below zero it is a credit. */
export type InvoiceItem = Static<typeof InvoiceItem>;

/** What a line may cost at most, either way. */
const ItemAmount = Type.Integer({
  minimum: -999_999_999_999,
  maximum: 999_999_999_999,
  description: "In the minor unit of the currency; below zero it is a credit.",
});
const Quantity = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
/** What can be said of a line, on an item or by itself. */
export const lineTerms = {
  amount: Type.Optional(ItemAmount),
  description: Type.Optional(Text(500)),
  discountable: Type.Optional(Type.Boolean({ description: "By default true, or false for an amount below zero." })),
  discounts: Type.Optional(DiscountsParam),
  metadata: Type.Optional(MetadataParam),
  period: Type.Optional(Params({ start: Timestamp, end: Timestamp })),
  price: Type.Optional(Id("price")),
  price_data: Type.Optional(OneTimePriceData),
  quantity: Type.Optional(Quantity),
  tax_rates: Type.Optional(TaxRatesParam),
};

export const invoiceItemOperations = {
  "invoice_items.create": operation({
    id: "invoice_items.create",
    method: "POST",
    path: "/billing/invoice_items",
    access: "payments:write",
    summary: "Create an item, for a draft, for the customer's next invoice, or for that of one subscription.",
    input: Params({
      customer: Id("customer"),
      currency: Type.Optional(Currency),
      invoice: Type.Optional(Id("invoice")),
      subscription: Type.Optional(Id("subscription")),
      ...lineTerms,
      ...expandParam,
    }),
    output: InvoiceItem,
    status: 201,
    errors: [
      "resource_missing",
      "state_conflict",
      "currency_mismatch",
      "parameter_missing",
      "amount_too_large",
      "coupon_expired",
    ],
  }),
  "invoice_items.list": operation({
    id: "invoice_items.list",
    method: "GET",
    path: "/billing/invoice_items",
    access: "payments:read",
    summary: "List items of invoices.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      invoice: Type.Optional(Id("invoice")),
      pending: Type.Optional(Type.Boolean({ description: "Those that are on no invoice yet, or those that are." })),
      ...expandParam,
    }),
    output: List(InvoiceItem),
    errors: [],
  }),
  "invoice_items.get": operation({
    id: "invoice_items.get",
    method: "GET",
    path: "/billing/invoice_items/{id}",
    access: "payments:read",
    summary: "Read an item.",
    input: Params({ id: Id("invoiceItem"), ...expandParam }),
    output: InvoiceItem,
    errors: ["resource_missing"],
  }),
  "invoice_items.update": operation({
    id: "invoice_items.update",
    method: "POST",
    path: "/billing/invoice_items/{id}",
    access: "payments:write",
    summary: "Change an item that is on no finalised invoice.",
    input: Params({
      id: Id("invoiceItem"),
      ...lineTerms,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: InvoiceItem,
    errors: [
      "resource_missing",
      "state_conflict",
      "parameter_invalid",
      "amount_too_large",
      "coupon_expired",
      "currency_mismatch",
    ],
  }),
  "invoice_items.delete": operation({
    id: "invoice_items.delete",
    method: "DELETE",
    path: "/billing/invoice_items/{id}",
    access: "payments:write",
    summary: "Delete an item that is on no finalised invoice.",
    input: Params({ id: Id("invoiceItem") }),
    output: Type.Object({
      id: Id("invoiceItem"),
      object: Type.Literal("invoiceitem"),
      deleted: Type.Literal(true),
    }),
    errors: ["resource_missing", "state_conflict"],
  }),
};
