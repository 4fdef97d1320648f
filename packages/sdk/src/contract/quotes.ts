import { Type, type Static } from "typebox";

import { LineItem } from "./checkout.ts";
import { DiscountAmount, DiscountsParam } from "./discounts.ts";
import { collectionMethods, TaxAmount, TaxRatesParam } from "./invoices.ts";
import { operation } from "./operation.ts";
import { PriceData, priceIntervals } from "./prices.ts";
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

/** Where a quote can stand. */
export const quoteStatuses = ["draft", "open", "accepted", "canceled"] as const;
/** Where a quote can stand. */
export type QuoteStatus = (typeof quoteStatuses)[number];

const Quantity = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

const Interval = { interval: OneOf(...priceIntervals), interval_count: Type.Integer({ minimum: 1 }) };

const sums = {
  amount_subtotal: SignedAmount,
  amount_discount: Type.Integer({ minimum: 0 }),
  amount_tax: SignedAmount,
  amount_total: SignedAmount,
};

export const QuoteLine = Type.Object({
  id: Id("lineItem"),
  amount: SignedAmount,
  amount_discount: sums.amount_discount,
  amount_tax: SignedAmount,
  amount_total: SignedAmount,
  description: Type.String(),
  discounts: Type.Array(Id("discount"), { description: "Those of the line alone." }),
  price: Id("price"),
  quantity: Quantity,
  tax_rates: Nullable(Type.Array(Id("taxRate"), { description: "Null means those of the quote." })),
  recurring: Nullable(Type.Object(Interval)),
});
/** One line of a quote: what it costs, once or as often as it says, before discounts and taxes and with them. */
export type QuoteLine = Static<typeof QuoteLine>;

export const QuoteLineItem = Type.Object({
  ...LineItem.properties,
  amount_discount: sums.amount_discount,
  amount_tax: SignedAmount,
});
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
  discounts: Type.Array(Id("discount")),
  expires_at: Timestamp,
  footer: Nullable(Type.String()),
  from_quote: Nullable(Type.Object({ is_revision: Type.Boolean(), quote: Id("quote") })),
  header: Nullable(Type.String()),
  invoice: Nullable(Id("invoice")),
  line_items: Type.Array(QuoteLine),
  livemode: Type.Boolean(),
  metadata: Metadata,
  number: Nullable(Type.String({ description: "`QT-000001`, one by one in each account and mode." })),
  pdf: Nullable(Type.String({ description: "Where it is downloaded as a document to keep; null for a draft." })),
  recurring: Nullable(Type.Object({ ...sums, ...Interval }, { description: "What falls due again, each time." })),
  status: OneOf(...quoteStatuses),
  status_transitions: Type.Object({
    accepted_at: Nullable(Timestamp),
    canceled_at: Nullable(Timestamp),
    finalized_at: Nullable(Timestamp),
  }),
  subscription: Nullable(Id("subscription")),
  subscription_data: Type.Object({
    description: Nullable(Type.String()),
    effective_date: Nullable(Timestamp),
    metadata: Metadata,
    trial_period_days: Nullable(Type.Integer({ minimum: 1 })),
  }),
  subscription_schedule: Nullable(Id("subscriptionSchedule")),
  test_clock: Nullable(Id("testClock")),
  total_discount_amounts: Type.Array(DiscountAmount),
  total_taxes: Type.Array(TaxAmount),
  upfront: Type.Object(sums, { description: "What is due when it is accepted: in a trial only what is bought once." }),
});
/** What something would cost a customer. Where he accepts it, it becomes an invoice, a subscription or a schedule of one. */
export type Quote = Static<typeof Quote>;

const terms = {
  collection_method: Type.Optional(OneOf(...collectionMethods)),
  days_until_due: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650, description: "With `send_invoice`." })),
  default_tax_rates: Type.Optional(TaxRatesParam),
  description: Type.Optional(ClearableText()),
  discounts: Type.Optional(DiscountsParam),
  expires_at: Type.Optional(Timestamp),
  footer: Type.Optional(ClearableText()),
  header: Type.Optional(ClearableText()),
  metadata: Type.Optional(MetadataParam),
  subscription_data: Type.Optional(
    Params({
      description: Type.Optional(Text(500)),
      effective_date: Type.Optional(Nullable(Timestamp)),
      metadata: Type.Optional(MetadataParam),
      trial_period_days: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 730 }))),
    }),
  ),
};
const LineItems = Type.Array(
  Params({
    discounts: Type.Optional(DiscountsParam),
    price: Type.Optional(Id("price")),
    price_data: Type.Optional(PriceData),
    quantity: Type.Optional(Quantity),
    tax_rates: Type.Optional(TaxRatesParam),
  }),
  { minItems: 1, maxItems: 20 },
);
const byId = { id: Id("quote"), ...expandParam };
const termErrors = [
  "resource_missing",
  "parameter_missing",
  "parameter_invalid",
  "currency_mismatch",
  "amount_too_large",
  "coupon_expired",
] as const;

export const quoteOperations = {
  "quotes.create": operation({
    id: "quotes.create",
    method: "POST",
    path: "/billing/quotes",
    access: "payments:write",
    summary: "Create a draft of a quote.",
    input: Params({
      customer: Type.Optional(Id("customer")),
      currency: Type.Optional(Currency),
      from_quote: Type.Optional(
        Params(
          { is_revision: Type.Optional(Type.Boolean()), quote: Id("quote") },
          {
            description:
              "A quote to begin with: all is as there. It takes the place of that one where it is a revision.",
          },
        ),
      ),
      line_items: Type.Optional(LineItems),
      ...terms,
      ...expandParam,
    }),
    output: Quote,
    status: 201,
    errors: ["state_conflict", ...termErrors],
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
    input: Params({ id: Id("quote"), ...expandParam }),
    output: List(QuoteLineItem),
    errors: ["resource_missing"],
  }),
  "quotes.update": operation({
    id: "quotes.update",
    method: "POST",
    path: "/billing/quotes/{id}",
    access: "payments:write",
    summary: "Change a draft of a quote.",
    input: Params({
      line_items: Type.Optional(LineItems),
      ...terms,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...byId,
    }),
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
    summary:
      "Accept a quote: it becomes a draft of an invoice, or a subscription where something falls due again, now or later.",
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
