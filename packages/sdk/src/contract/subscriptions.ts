import { Type, type Static } from "typebox";

import { DeletedDiscount, DiscountsParam } from "./discounts.ts";
import { collectionMethods, PaymentMethodTypesParam, TaxRatesParam } from "./invoices.ts";
import { operation } from "./operation.ts";
import { PaymentMethodType } from "./payment-method-details.ts";
import { OneTimePriceData, RecurringPriceData } from "./prices.ts";
import {
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  searchParams,
  SearchResult,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";
import { shareParams, shares } from "./transfers.ts";
import {
  changeTerms,
  itemPriceTerms,
  prorationBehaviors,
  Quantity,
  resumeBehaviors,
  SubscriptionItem,
} from "./subscription-items.ts";

/** Where a subscription can stand. */
export const subscriptionStatuses = [
  "incomplete",
  "incomplete_expired",
  "trialing",
  "active",
  "past_due",
  "unpaid",
  "paused",
  "canceled",
] as const;
/** Where a subscription can stand. */
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** Why a subscription ended. */
export const subscriptionEndReasons = ["cancellation_requested", "payment_failed"] as const;
/** What a customer says of why he leaves. */
export const cancellationFeedbacks = [
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
] as const;
/** What becomes of invoices while their collection is paused. */
export const pauseBehaviors = ["keep_as_draft", "mark_uncollectible", "void"] as const;
/** What becomes of a subscription whose trial ends and that nobody can be charged for. */
export const missingMethodBehaviors = ["cancel", "create_invoice", "pause"] as const;

const SaveDefault = OneOf("off", "on_subscription");
const PauseCollection = { behavior: OneOf(...pauseBehaviors) };
/** What becomes of a trial that ends while nobody can be charged. */
export const TrialSettings = Params({
  end_behavior: Params({ missing_payment_method: OneOf(...missingMethodBehaviors) }),
});

const upTo = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
/** The day, and perhaps the month and the time, that the periods of a subscription begin at, by UTC. */
const AnchorConfigParam = Params({
  day_of_month: upTo(1, 31),
  hour: Type.Optional(upTo(0, 23)),
  minute: Type.Optional(upTo(0, 59)),
  month: Type.Optional(upTo(1, 12)),
  second: Type.Optional(upTo(0, 59)),
});
const AnchorConfig = Type.Object({
  day_of_month: Type.Integer(),
  hour: Nullable(Type.Integer()),
  minute: Nullable(Type.Integer()),
  month: Nullable(Type.Integer()),
  second: Nullable(Type.Integer()),
});

const PendingUpdate = Type.Object({
  billing_cycle_anchor: Nullable(Timestamp),
  expires_at: Timestamp,
  subscription_items: Type.Array(Type.Object({ id: Id("subscriptionItem"), price: Id("price"), quantity: Quantity })),
  trial_end: Nullable(Timestamp),
});

export const Subscription = Type.Object({
  id: Id("subscription"),
  object: Type.Literal("subscription"),
  ...shares,
  billing_cycle_anchor: Type.Integer({ minimum: 0, description: "Every period begins so many intervals from here." }),
  billing_cycle_anchor_config: Nullable(AnchorConfig),
  cancel_at: Nullable(Timestamp),
  cancel_at_period_end: Type.Boolean(),
  canceled_at: Nullable(Timestamp),
  cancellation_details: Type.Object({
    comment: Nullable(Type.String()),
    feedback: Nullable(OneOf(...cancellationFeedbacks)),
    reason: Nullable(OneOf(...subscriptionEndReasons)),
  }),
  collection_method: OneOf(...collectionMethods),
  created: Timestamp,
  currency: Currency,
  customer: Id("customer"),
  days_until_due: Nullable(Type.Integer({ minimum: 0 })),
  default_payment_method: Nullable(Id("paymentMethod")),
  default_tax_rates: Type.Array(Id("taxRate"), { description: "Of its invoices." }),
  description: Nullable(Type.String()),
  discounts: Type.Array(Id("discount"), {
    description: "Those in effect: its invoices have them, and not its customer's.",
  }),
  ended_at: Nullable(Timestamp),
  items: List(SubscriptionItem),
  latest_invoice: Nullable(Id("invoice")),
  livemode: Type.Boolean(),
  metadata: Metadata,
  pause_collection: Nullable(Type.Object({ ...PauseCollection, resumes_at: Nullable(Timestamp) })),
  payment_settings: Type.Object({
    payment_method_types: Nullable(
      Type.Array(PaymentMethodType, { description: "What its invoices can be paid with; null means all that fits." }),
    ),
    save_default_payment_method: SaveDefault,
  }),
  pending_setup_intent: Nullable(Id("setupIntent")),
  pending_update: Nullable(PendingUpdate),
  schedule: Nullable(Id("subscriptionSchedule")),
  start_date: Timestamp,
  status: OneOf(...subscriptionStatuses),
  test_clock: Nullable(Id("testClock")),
  trial_end: Nullable(Timestamp),
  trial_settings: TrialSettings,
  trial_start: Nullable(Timestamp),
});
/** What a customer pays for again and again. The clock bills each period, and tries to have it paid. */
export type Subscription = Static<typeof Subscription>;

const CancellationDetailsParam = Params({
  comment: Type.Optional(Text(500)),
  feedback: Type.Optional(OneOf(...cancellationFeedbacks)),
});
/** How long an invoice that is sent can be paid. */
export const DaysUntilDue = Type.Integer({ minimum: 0, maximum: 3650, description: "With `send_invoice`." });
const TrialEnd = Type.Union([Type.Literal("now"), Timestamp]);
/** Something that is bought once, beside what falls due again. */
export const AddedItem = Params({
  price: Type.Optional(Id("price")),
  price_data: Type.Optional(OneTimePriceData),
  quantity: Type.Optional(Quantity),
  metadata: Type.Optional(MetadataParam),
  ...itemPriceTerms,
});
const terms = {
  add_invoice_items: Type.Optional(
    Type.Array(AddedItem, {
      maxItems: 20,
      description: "What is bought once, on the next invoice of the subscription; of a new one, on the first.",
    }),
  ),
  cancel_at_period_end: Type.Optional(Type.Boolean()),
  collection_method: Type.Optional(OneOf(...collectionMethods)),
  days_until_due: Type.Optional(DaysUntilDue),
  default_payment_method: Type.Optional(Id("paymentMethod")),
  default_tax_rates: Type.Optional(TaxRatesParam),
  description: Type.Optional(Text(500)),
  discounts: Type.Optional(DiscountsParam),
  metadata: Type.Optional(MetadataParam),
  payment_settings: Type.Optional(
    Params({ payment_method_types: PaymentMethodTypesParam, save_default_payment_method: Type.Optional(SaveDefault) }),
  ),
  ...shareParams,
  trial_end: Type.Optional(TrialEnd),
  trial_settings: Type.Optional(TrialSettings),
};
/** How many items a subscription has at most, as Stripe has it. */
export const subscriptionItemsMax = 20;
/** What a new subscription is for. */
export const NewItems = Type.Array(
  Params({
    price: Type.Optional(Id("price")),
    price_data: Type.Optional(RecurringPriceData),
    quantity: Type.Optional(Quantity),
    metadata: Type.Optional(MetadataParam),
    ...itemPriceTerms,
  }),
  { minItems: 1, maxItems: subscriptionItemsMax },
);
/** What changes in the items of a subscription. */
export const ItemChanges = Type.Array(
  Params({
    id: Type.Optional(Id("subscriptionItem")),
    deleted: Type.Optional(Type.Boolean()),
    metadata: Type.Optional(MetadataParam),
    price: Type.Optional(Id("price")),
    price_data: Type.Optional(RecurringPriceData),
    quantity: Type.Optional(Quantity),
    ...itemPriceTerms,
  }),
  {
    minItems: 1,
    maxItems: 2 * subscriptionItemsMax,
    description: "With `id` an item is changed, or taken away by `deleted`; without, one is added. Others stay.",
  },
);
const byId = { id: Id("subscription"), ...expandParam };

export const subscriptionOperations = {
  "subscriptions.create": operation({
    id: "subscriptions.create",
    method: "POST",
    path: "/billing/subscriptions",
    access: "payments:write",
    summary: "Create a subscription, bill its first period, and try to have it paid.",
    input: Params({
      customer: Id("customer"),
      items: NewItems,
      backdate_start_date: Type.Optional(
        Type.Integer({ ...Timestamp, description: "Since when it counts; what has passed is on its first invoice." }),
      ),
      billing_cycle_anchor: Type.Optional(Timestamp),
      billing_cycle_anchor_config: Type.Optional(AnchorConfigParam),
      cancel_at: Type.Optional(Timestamp),
      currency: Type.Optional(Currency),
      payment_behavior: changeTerms.payment_behavior,
      proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
      trial_period_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 730 })),
      ...terms,
      ...expandParam,
    }),
    output: Subscription,
    status: 201,
    errors: [
      "resource_missing",
      "parameter_missing",
      "coupon_expired",
      "currency_mismatch",
      "card_declined",
      "amount_too_large",
    ],
  }),
  "subscriptions.list": operation({
    id: "subscriptions.list",
    method: "GET",
    path: "/billing/subscriptions",
    access: "payments:read",
    summary: "List subscriptions, those that ended only when asked for.",
    input: Params({
      ...pageParams,
      collection_method: Type.Optional(OneOf(...collectionMethods)),
      customer: Type.Optional(Id("customer")),
      price: Type.Optional(Id("price")),
      status: Type.Optional(OneOf(...subscriptionStatuses, "all", "ended")),
      ...expandParam,
    }),
    output: List(Subscription),
    errors: [],
  }),
  "subscriptions.search": operation({
    id: "subscriptions.search",
    method: "GET",
    path: "/billing/subscriptions/search",
    access: "payments:read",
    summary: "Search subscriptions, also those that ended.",
    input: Params(searchParams),
    output: SearchResult(Subscription),
    errors: ["parameter_invalid"],
  }),
  "subscriptions.get": operation({
    id: "subscriptions.get",
    method: "GET",
    path: "/billing/subscriptions/{id}",
    access: "payments:read",
    summary: "Read a subscription.",
    input: Params(byId),
    output: Subscription,
    errors: ["resource_missing"],
  }),
  "subscriptions.update": operation({
    id: "subscriptions.update",
    method: "POST",
    path: "/billing/subscriptions/{id}",
    access: "payments:write",
    summary: "Change a subscription: its items, its terms, when its periods begin, or when it ends.",
    input: Params({
      billing_cycle_anchor: Type.Optional(OneOf("now", "unchanged")),
      cancel_at: Type.Optional(Nullable(Timestamp)),
      cancellation_details: Type.Optional(CancellationDetailsParam),
      items: Type.Optional(ItemChanges),
      pause_collection: Type.Optional(Nullable(Params({ ...PauseCollection, resumes_at: Type.Optional(Timestamp) }))),
      ...changeTerms,
      ...terms,
      description: Type.Optional(Nullable(Text(500))),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...byId,
    }),
    output: Subscription,
    errors: [
      "resource_missing",
      "state_conflict",
      "coupon_expired",
      "currency_mismatch",
      "card_declined",
      "amount_too_large",
    ],
  }),
  "subscriptions.cancel": operation({
    id: "subscriptions.cancel",
    method: "POST",
    path: "/billing/subscriptions/{id}/cancel",
    access: "payments:write",
    summary: "End a subscription at once.",
    input: Params({
      cancellation_details: Type.Optional(CancellationDetailsParam),
      invoice_now: Type.Optional(Type.Boolean({ description: "Whether what waits for an invoice is billed." })),
      prorate: Type.Optional(Type.Boolean({ description: "Whether unused time is credited." })),
      ...byId,
    }),
    output: Subscription,
    errors: ["resource_missing", "state_conflict"],
  }),
  "subscriptions.delete_discount": operation({
    id: "subscriptions.delete_discount",
    method: "DELETE",
    path: "/billing/subscriptions/{id}/discount",
    access: "payments:write",
    summary: "End the discount that a subscription has; of several the last. Invoices that have it keep it.",
    input: Params({ id: Id("subscription") }),
    output: DeletedDiscount,
    errors: ["resource_missing", "state_conflict"],
  }),
  "subscriptions.pause": operation({
    id: "subscriptions.pause",
    method: "POST",
    path: "/billing/subscriptions/{id}/pause",
    access: "payments:write",
    summary:
      "Stop a subscription for a while: nothing is served, and nothing billed but what was used before, with the next invoice.",
    input: Params({ proration_behavior: Type.Optional(OneOf("create_prorations", "none")), ...byId }),
    output: Subscription,
    errors: ["resource_missing", "state_conflict"],
  }),
  "subscriptions.resume": operation({
    id: "subscriptions.resume",
    method: "POST",
    path: "/billing/subscriptions/{id}/resume",
    access: "payments:write",
    summary:
      "Let a paused subscription go on, with a new period or with what is left of one, once what that costs is paid.",
    input: Params({
      billing_cycle_anchor: Type.Optional(OneOf("now", "unchanged")),
      payment_behavior: Type.Optional(OneOf(...resumeBehaviors)),
      proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
      proration_date: Type.Optional(Timestamp),
      ...byId,
    }),
    output: Subscription,
    errors: ["resource_missing", "parameter_missing", "state_conflict", "amount_too_large"],
  }),
};
