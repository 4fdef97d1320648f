import { Type, type Static, type TSchema } from "typebox";

import { operation } from "./operation.ts";
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
  Text,
  Timestamp,
} from "./schema.ts";
import { prorationBehaviors } from "./subscription-items.ts";
import { cancellationFeedbacks } from "./subscriptions.ts";

/** What of himself a customer can change in the billing portal. There are no tax ids here: the page has no field for them. */
export const portalCustomerUpdates = ["address", "email", "name", "phone", "shipping", "tax_id"] as const;
/** What of a subscription a customer can change there. */
export const portalSubscriptionUpdates = ["price", "promotion_code", "quantity"] as const;

export const PortalUrl = Type.String({ minLength: 1, maxLength: 2048, pattern: "^https?://" });
const CustomerUpdates = Type.Array(OneOf(...portalCustomerUpdates), { maxItems: portalCustomerUpdates.length });
const SubscriptionUpdates = Type.Array(OneOf(...portalSubscriptionUpdates), {
  maxItems: portalSubscriptionUpdates.length,
});
const Feedbacks = Type.Array(OneOf(...cancellationFeedbacks), { maxItems: cancellationFeedbacks.length });
const cancel = {
  mode: OneOf("at_period_end", "immediately"),
  proration_behavior: OneOf("create_prorations", "none"),
};
const change = {
  billing_cycle_anchor: OneOf("now", "unchanged"),
  proration_behavior: OneOf(...prorationBehaviors),
  trial_update_behavior: OneOf("continue_trial", "end_trial"),
};

const PortalProduct = Type.Object({
  adjustable_quantity: Type.Object({
    enabled: Type.Boolean(),
    maximum: Nullable(Type.Integer({ minimum: 0 })),
    minimum: Type.Integer({ minimum: 0 }),
  }),
  prices: Type.Array(Id("price")),
  product: Id("product"),
});

export const PortalFeatures = Type.Object({
  customer_update: Type.Object({ allowed_updates: CustomerUpdates, enabled: Type.Boolean() }),
  invoice_history: Type.Object({ enabled: Type.Boolean() }),
  payment_method_update: Type.Object({ enabled: Type.Boolean() }),
  subscription_cancel: Type.Object({
    cancellation_reason: Type.Object({ enabled: Type.Boolean(), options: Feedbacks }),
    enabled: Type.Boolean(),
    ...cancel,
  }),
  subscription_update: Type.Object({
    default_allowed_updates: SubscriptionUpdates,
    enabled: Type.Boolean(),
    products: Type.Array(PortalProduct, { description: "What a subscription can be changed to." }),
    ...change,
  }),
});
/** What the billing portal offers. */
export type PortalFeatures = Static<typeof PortalFeatures>;

const BusinessProfile = Type.Object({
  headline: Nullable(Type.String()),
  privacy_policy_url: Nullable(Type.String()),
  terms_of_service_url: Nullable(Type.String()),
});

export const PortalConfiguration = Type.Object({
  id: Id("portalConfiguration"),
  object: Type.Literal("billing_portal.configuration"),
  active: Type.Boolean({ description: "Whether it can be used for new sessions." }),
  business_profile: BusinessProfile,
  created: Timestamp,
  default_return_url: Nullable(Type.String()),
  features: PortalFeatures,
  is_default: Type.Boolean({ description: "Whether a session has it that names none." }),
  livemode: Type.Boolean(),
  metadata: Metadata,
  name: Nullable(Type.String()),
  updated: Timestamp,
});
/** What the billing portal shows and offers to a customer. Each account has one by default. */
export type PortalConfiguration = Static<typeof PortalConfiguration>;

const ProductParam = Params({
  adjustable_quantity: Type.Optional(
    Params({
      enabled: Type.Boolean(),
      maximum: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      minimum: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    }),
  ),
  prices: Type.Array(Id("price"), { minItems: 1, maxItems: 100 }),
  product: Id("product"),
});

/** Where a configuration is made, each feature says whether it is on. */
const featuresParam = <Enabled extends TSchema>(enabled: Enabled) =>
  Params({
    customer_update: Type.Optional(Params({ allowed_updates: Type.Optional(CustomerUpdates), enabled })),
    invoice_history: Type.Optional(Params({ enabled })),
    payment_method_update: Type.Optional(Params({ enabled })),
    subscription_cancel: Type.Optional(
      Params({
        cancellation_reason: Type.Optional(Params({ enabled, options: Type.Optional(Feedbacks) })),
        enabled,
        mode: Type.Optional(cancel.mode),
        proration_behavior: Type.Optional(cancel.proration_behavior),
      }),
    ),
    subscription_update: Type.Optional(
      Params({
        billing_cycle_anchor: Type.Optional(change.billing_cycle_anchor),
        default_allowed_updates: Type.Optional(SubscriptionUpdates),
        enabled,
        products: Type.Optional(Type.Array(ProductParam, { maxItems: 10 })),
        proration_behavior: Type.Optional(change.proration_behavior),
        trial_update_behavior: Type.Optional(change.trial_update_behavior),
      }),
    ),
  });

const FeaturesUpdate = featuresParam(Type.Optional(Type.Boolean()));
/** What is changed in what the billing portal offers. */
export type PortalFeaturesUpdate = Static<typeof FeaturesUpdate>;

const notes = {
  business_profile: Type.Optional(
    Params({
      headline: Type.Optional(Nullable(Text(60))),
      privacy_policy_url: Type.Optional(Nullable(PortalUrl)),
      terms_of_service_url: Type.Optional(Nullable(PortalUrl)),
    }),
  ),
  default_return_url: Type.Optional(Nullable(PortalUrl)),
  name: Type.Optional(Nullable(Text(200))),
};

export const portalConfigurationOperations = {
  "portal_configurations.create": operation({
    id: "portal_configurations.create",
    method: "POST",
    path: "/billing/portal_configurations",
    access: "payments:write",
    summary: "Say what the billing portal offers; a feature that is not named is off.",
    input: Params({
      features: featuresParam(Type.Boolean()),
      metadata: Type.Optional(MetadataParam),
      ...notes,
      ...expandParam,
    }),
    output: PortalConfiguration,
    status: 201,
    errors: ["resource_missing"],
  }),
  "portal_configurations.list": operation({
    id: "portal_configurations.list",
    method: "GET",
    path: "/billing/portal_configurations",
    access: "payments:read",
    summary: "List the configurations of the billing portal, with the one by default.",
    input: Params({
      ...pageParams,
      active: Type.Optional(Type.Boolean()),
      is_default: Type.Optional(Type.Boolean()),
      ...expandParam,
    }),
    output: List(PortalConfiguration),
    errors: [],
  }),
  "portal_configurations.get": operation({
    id: "portal_configurations.get",
    method: "GET",
    path: "/billing/portal_configurations/{id}",
    access: "payments:read",
    summary: "Read a configuration of the billing portal.",
    input: Params({ id: Id("portalConfiguration"), ...expandParam }),
    output: PortalConfiguration,
    errors: ["resource_missing"],
  }),
  "portal_configurations.update": operation({
    id: "portal_configurations.update",
    method: "POST",
    path: "/billing/portal_configurations/{id}",
    access: "payments:write",
    summary: "Change what the billing portal offers, in open sessions too. What is not named stays.",
    input: Params({
      id: Id("portalConfiguration"),
      active: Type.Optional(Type.Boolean({ description: "The default one is always in use." })),
      features: Type.Optional(FeaturesUpdate),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...notes,
      ...expandParam,
    }),
    output: PortalConfiguration,
    errors: ["resource_missing"],
  }),
};
