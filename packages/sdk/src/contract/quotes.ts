import { Type, type Static } from "typebox";

import { LineItem } from "./checkout.ts";
import { collectionMethods, TaxAmount, TaxRatesParam } from "./invoices.ts";
import { operation } from "./operation.ts";
import { priceIntervals } from "./products.ts";
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
  Timestamp,
} from "./schema.ts";

/** Where a quote can stand. */
export const quoteStatuses = ["draft", "open", "accepted", "canceled"] as const;
/** Where a quote can stand. */
export type QuoteStatus = (typeof quoteStatuses)[number];

const Quantity = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

const Interval = { interval: OneOf(...priceIntervals), interval_count: Type.Integer({ minimum: 1 }) };

export const QuoteLine = Type.Object({
  id: Id("lineItem"),
  amount: SignedAmount,
  amount_tax: SignedAmount,
  amount_total: SignedAmount,
  description: Type.String(),
  price: Id("price"),
  quantity: Quantity,
  recurring: Nullable(Type.Object(Interval)),
});
/** One line of a quote: what it costs, once or as often as it says, before taxes and with them. */
export type QuoteLine = Static<typeof QuoteLine>;

export const QuoteLineItem = Type.Object({ ...LineItem.properties, amount_tax: SignedAmount });
/** One line of a quote with its whole price. */
export type QuoteLineItem = Static<typeof QuoteLineItem>;

export const Quote = Type.Object({
  id: Id("quote"),
  object: Type.Literal("quote"),
  amount_subtotal: SignedAmount,
  amount_total: SignedAmount,
  collection_method: OneOf(...collectionMethods),
  created: Timestamp,
  currency: Currency,
  customer: Id("customer"),
  days_until_due: Nullable(Type.Integer({ minimum: 0 })),
  default_tax_rates: Type.Array(Id("taxRate")),
  description: Nullable(Type.String()),
  expires_at: Timestamp,
  invoice: Nullable(Id("invoice")),
  line_items: Type.Array(QuoteLine),
  livemode: Type.Boolean(),
  metadata: Metadata,
  number: Nullable(Type.String({ description: "`QT-000001`, one by one in each account and mode." })),
  pdf: Nullable(Type.String({ description: "Where it is downloaded as a document to keep; null for a draft." })),
  recurring: Nullable(
    Type.Object(
      {
        amount_subtotal: SignedAmount,
        amount_tax: SignedAmount,
        amount_total: SignedAmount,
        ...Interval,
      },
      { description: "What falls due again, each time." },
    ),
  ),
  status: OneOf(...quoteStatuses),
  status_transitions: Type.Object({
    accepted_at: Nullable(Timestamp),
    canceled_at: Nullable(Timestamp),
    finalized_at: Nullable(Timestamp),
  }),
  subscription: Nullable(Id("subscription")),
  test_clock: Nullable(Id("testClock")),
  total_taxes: Type.Array(TaxAmount),
});
/** What something would cost a customer. Where he accepts it, it becomes an invoice or a subscription. */
export type Quote = Static<typeof Quote>;

const terms = {
  collection_method: Type.Optional(OneOf(...collectionMethods)),
  days_until_due: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650, description: "With `send_invoice`." })),
  default_tax_rates: Type.Optional(TaxRatesParam),
  description: Type.Optional(ClearableText()),
  expires_at: Type.Optional(Timestamp),
  metadata: Type.Optional(MetadataParam),
};
const LineItems = Type.Array(Params({ price: Id("price"), quantity: Type.Optional(Quantity) }), {
  minItems: 1,
  maxItems: 20,
});
const byId = { id: Id("quote"), ...expandParam };
const termErrors = [
  "resource_missing",
  "parameter_missing",
  "parameter_invalid",
  "currency_mismatch",
  "amount_too_large",
] as const;

export const quoteOperations = {
  "quotes.create": operation({
    id: "quotes.create",
    method: "POST",
    path: "/billing/quotes",
    access: "payments:write",
    summary: "Create a draft of a quote.",
    input: Params({
      customer: Id("customer"),
      currency: Type.Optional(Currency),
      line_items: LineItems,
      ...terms,
      ...expandParam,
    }),
    output: Quote,
    status: 201,
    errors: termErrors,
  }),
  "quotes.list": operation({
    id: "quotes.list",
    method: "GET",
    path: "/billing/quotes",
    access: "payments:read",
    summary: "List quotes.",
    input: Params({
      ...pageParams,
      customer: Type.Optional(Id("customer")),
      status: Type.Optional(OneOf(...quoteStatuses)),
      ...expandParam,
    }),
    output: List(Quote),
    errors: [],
  }),
  "quotes.get": operation({
    id: "quotes.get",
    method: "GET",
    path: "/billing/quotes/{id}",
    access: "payments:read",
    summary: "Read a quote.",
    input: Params(byId),
    output: Quote,
    errors: ["resource_missing"],
  }),
  "quotes.line_items": operation({
    id: "quotes.line_items",
    method: "GET",
    path: "/billing/quotes/{id}/line_items",
    access: "payments:read",
    summary: "List the lines of a quote with their prices, all at once.",
    input: Params({ id: Id("quote") }),
    output: List(QuoteLineItem),
    errors: ["resource_missing"],
  }),
  "quotes.update": operation({
    id: "quotes.update",
    method: "POST",
    path: "/billing/quotes/{id}",
    access: "payments:write",
    summary: "Change a draft of a quote.",
    input: Params({ line_items: Type.Optional(LineItems), ...terms, ...byId }),
    output: Quote,
    errors: ["state_conflict", ...termErrors],
  }),
  "quotes.finalize": operation({
    id: "quotes.finalize",
    method: "POST",
    path: "/billing/quotes/{id}/finalize",
    access: "payments:write",
    summary: "Finalise a draft of a quote: it gets its number, and can be accepted.",
    input: Params({ expires_at: terms.expires_at, ...byId }),
    output: Quote,
    errors: ["resource_missing", "state_conflict", "parameter_invalid"],
  }),
  "quotes.accept": operation({
    id: "quotes.accept",
    method: "POST",
    path: "/billing/quotes/{id}/accept",
    access: "payments:write",
    summary: "Accept a quote: it becomes a draft of an invoice, or a subscription where something falls due again.",
    input: Params(byId),
    output: Quote,
    errors: ["state_conflict", ...termErrors],
  }),
  "quotes.cancel": operation({
    id: "quotes.cancel",
    method: "POST",
    path: "/billing/quotes/{id}/cancel",
    access: "payments:write",
    summary: "Take a quote back.",
    input: Params(byId),
    output: Quote,
    errors: ["resource_missing", "state_conflict"],
  }),
};
