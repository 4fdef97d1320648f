import { Type, type Static } from "typebox";

import { DiscountsParam } from "./discounts.ts";
import { TaxRatesParam } from "./invoices.ts";
import { operation } from "./operation.ts";
import { Price, RecurringPriceData } from "./prices.ts";
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
  Timestamp,
} from "./schema.ts";

export const SubscriptionItem = Type.Object({
  id: Id("subscriptionItem"),
  object: Type.Literal("subscription_item"),
  created: Timestamp,
  current_period_end: Timestamp,
  current_period_start: Timestamp,
  discounts: Type.Array(Id("discount"), { description: "Those in effect: they come before the subscription's." }),
  metadata: Metadata,
  price: Price,
  quantity: Type.Integer({ minimum: 0 }),
  subscription: Id("subscription"),
  tax_rates: Type.Array(Id("taxRate"), { description: "In the place of the subscription's; none means those." }),
});
/** What a subscription is for: so many units of a price, in each of its periods. */
export type SubscriptionItem = Static<typeof SubscriptionItem>;

/** How many units. */
export const Quantity = Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: "1 by default." });

/** What becomes of time that was paid for, or has to be, when a subscription changes within a period. */
export const prorationBehaviors = ["create_prorations", "none", "always_invoice"] as const;

/** What becomes of a change whose payment fails. */
export const paymentBehaviors = [
  "allow_incomplete",
  "default_incomplete",
  "error_if_incomplete",
  "pending_if_incomplete",
] as const;
/** When a subscription goes on after a pause: once a payment was tried, or once one succeeded. */
export const resumeBehaviors = ["resume_on_payment_attempt", "resume_on_payment_success"] as const;

/** How a change is billed. */
export const changeTerms = {
  payment_behavior: Type.Optional(OneOf(...paymentBehaviors)),
  proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
  proration_date: Type.Optional(Timestamp),
};

/** What is taken off one item, and added to it. */
export const itemPriceTerms = {
  discounts: Type.Optional(DiscountsParam),
  tax_rates: Type.Optional(TaxRatesParam),
};

const terms = {
  ...itemPriceTerms,
  metadata: Type.Optional(MetadataParam),
  price_data: Type.Optional(RecurringPriceData),
  quantity: Type.Optional(Quantity),
  ...changeTerms,
  ...expandParam,
};

export const subscriptionItemOperations = {
  "subscription_items.create": operation({
    id: "subscription_items.create",
    method: "POST",
    path: "/billing/subscription_items",
    access: "payments:write",
    summary: "Add an item to a subscription.",
    input: Params({
      subscription: Id("subscription"),
      price: Type.Optional(Id("price")),
      ...terms,
      // An item that waits for its payment is not there yet: add it by a change of the subscription.
      payment_behavior: Type.Optional(OneOf("allow_incomplete", "default_incomplete", "error_if_incomplete")),
    }),
    output: SubscriptionItem,
    status: 201,
    errors: ["resource_missing", "parameter_missing", "state_conflict", "coupon_expired", "card_declined"],
  }),
  "subscription_items.list": operation({
    id: "subscription_items.list",
    method: "GET",
    path: "/billing/subscription_items",
    access: "payments:read",
    summary: "List items of subscriptions.",
    input: Params({ ...pageParams, subscription: Type.Optional(Id("subscription")), ...expandParam }),
    output: List(SubscriptionItem),
    errors: [],
  }),
  "subscription_items.get": operation({
    id: "subscription_items.get",
    method: "GET",
    path: "/billing/subscription_items/{id}",
    access: "payments:read",
    summary: "Read an item of a subscription.",
    input: Params({ id: Id("subscriptionItem"), ...expandParam }),
    output: SubscriptionItem,
    errors: ["resource_missing"],
  }),
  "subscription_items.update": operation({
    id: "subscription_items.update",
    method: "POST",
    path: "/billing/subscription_items/{id}",
    access: "payments:write",
    summary: "Change an item: its price, its quantity, its terms or its metadata.",
    input: Params({
      id: Id("subscriptionItem"),
      price: Type.Optional(Id("price")),
      ...terms,
      metadata: Type.Optional(Nullable(MetadataParam)),
    }),
    output: SubscriptionItem,
    errors: ["resource_missing", "state_conflict", "coupon_expired", "card_declined"],
  }),
  "subscription_items.delete": operation({
    id: "subscription_items.delete",
    method: "DELETE",
    path: "/billing/subscription_items/{id}",
    access: "payments:write",
    summary: "Take an item off its subscription; the last one stays.",
    input: Params({
      id: Id("subscriptionItem"),
      clear_usage: Type.Optional(
        Type.Boolean({ description: "Whether what was used of a metered price up to now is not billed." }),
      ),
      proration_behavior: changeTerms.proration_behavior,
      proration_date: changeTerms.proration_date,
    }),
    output: Type.Object({
      id: Id("subscriptionItem"),
      object: Type.Literal("subscription_item"),
      deleted: Type.Literal(true),
    }),
    errors: ["resource_missing", "state_conflict"],
  }),
};
