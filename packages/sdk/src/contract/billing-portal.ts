import { Type, type Static } from "typebox";

import { Address, AddressParam, Shipping, ShippingParam } from "./address.ts";
import { Invoice } from "./invoices.ts";
import { operation } from "./operation.ts";
import { PaymentMethod, PaymentMethodData } from "./payment-methods.ts";
import { PortalConfiguration, portalCustomerUpdates, PortalUrl } from "./portal-configurations.ts";
import { Price } from "./prices.ts";
import { expandParam, Id, Nullable, OneOf, Params, Text, Timestamp } from "./schema.ts";
import { Quantity } from "./subscription-items.ts";
import { cancellationFeedbacks, Subscription } from "./subscriptions.ts";

/** The steps at which the billing portal can open. */
export const portalFlows = [
  "customer_update",
  "payment_method_update",
  "subscription_cancel",
  "subscription_update",
  "subscription_update_confirm",
] as const;

const OfSubscription = Type.Object({ subscription: Id("subscription") });
const FlowType = OneOf(...portalFlows);
const Completion = OneOf("hosted_confirmation", "portal_homepage", "redirect");
const ItemChange = {
  id: Id("subscriptionItem"),
  price: Type.Optional(Id("price")),
  quantity: Type.Optional(Quantity),
};

export const PortalFlow = Type.Object({
  after_completion: Type.Object({
    hosted_confirmation: Nullable(Type.Object({ custom_message: Nullable(Type.String()) })),
    redirect: Nullable(Type.Object({ return_url: Type.String() })),
    type: Completion,
  }),
  subscription_cancel: Nullable(OfSubscription),
  subscription_update: Nullable(OfSubscription),
  subscription_update_confirm: Nullable(
    Type.Object({ items: Type.Array(Type.Object(ItemChange)), subscription: Id("subscription") }),
  ),
  type: FlowType,
});
/** The one step that a session of the billing portal opens at, and what comes after it. */
export type PortalFlow = Static<typeof PortalFlow>;

const SubscriptionParam = Type.Optional(Params({ subscription: Id("subscription") }));
const FlowParam = Params({
  after_completion: Type.Optional(
    Params({
      hosted_confirmation: Type.Optional(Params({ custom_message: Type.Optional(Text(500)) })),
      redirect: Type.Optional(Params({ return_url: PortalUrl })),
      type: Completion,
    }),
  ),
  subscription_cancel: SubscriptionParam,
  subscription_update: SubscriptionParam,
  subscription_update_confirm: Type.Optional(
    Params({
      items: Type.Array(Params(ItemChange), { minItems: 1, maxItems: 1 }),
      subscription: Id("subscription"),
    }),
  ),
  type: FlowType,
});
/** The step that is asked for. */
export type PortalFlowParam = Static<typeof FlowParam>;

export const PortalSession = Type.Object({
  id: Id("portalSession"),
  object: Type.Literal("billing_portal.session"),
  configuration: Id("portalConfiguration"),
  created: Timestamp,
  customer: Id("customer"),
  expires_at: Timestamp,
  flow: Nullable(PortalFlow),
  livemode: Type.Boolean(),
  return_url: Nullable(Type.String()),
  url: Type.String({ description: "The page to send the customer to; whoever has it acts for him, for an hour." }),
});
/** One visit of a customer to the page on which he looks after what he pays for. */
export type PortalSession = Static<typeof PortalSession>;

/** What a customer can do there. */
export const portalActions = ["cancel", "keep", "change_plan", "change_card", "update_customer"] as const;
/** What a customer can do there. */
export type PortalAction = (typeof portalActions)[number];

const PortalSubscription = Type.Object({
  subscription: Subscription,
  name: Type.String({ description: "What is paid for." }),
  plans: Type.Array(Price, { description: "What it can be changed to, of what the configuration lists." }),
  quantity: Nullable(
    Type.Object(
      { maximum: Nullable(Type.Integer()), minimum: Type.Integer() },
      { description: "How many he can have." },
    ),
  ),
});

export const PortalPage = Type.Object({
  object: Type.Literal("portal_page"),
  actions: Type.Array(OneOf(...portalActions), { description: "What the configuration offers; nothing else is done." }),
  business_profile: Type.Index(PortalConfiguration, ["business_profile"]),
  customer: Type.Object({
    address: Nullable(Address),
    email: Nullable(Type.String()),
    name: Nullable(Type.String()),
    phone: Nullable(Type.String()),
    shipping: Nullable(Shipping),
  }),
  customer_updates: Type.Array(OneOf(...portalCustomerUpdates)),
  feedbacks: Type.Array(OneOf(...cancellationFeedbacks), { description: "What he may say of why he leaves." }),
  completed: Nullable(Type.Index(PortalFlow, ["after_completion"])),
  flow: Nullable(PortalFlow),
  invoices: Nullable(Type.Array(Invoice)),
  payment_method: Nullable(PaymentMethod),
  return_url: Nullable(Type.String()),
  subscriptions: Type.Array(PortalSubscription),
  takes_promotion_codes: Type.Boolean(),
});
/**
 * What the page shows on which a customer looks after what he pays for. `flow` is the step that it is at; after that,
 * `completed` says how it goes on.
 */
export type PortalPage = Static<typeof PortalPage>;

export const billingPortalOperations = {
  "portal_sessions.create": operation({
    id: "portal_sessions.create",
    method: "POST",
    path: "/billing/portal_sessions",
    access: "payments:write",
    summary: "Open the billing portal to a customer; send him to its `url`.",
    input: Params({
      customer: Id("customer"),
      configuration: Type.Optional(Id("portalConfiguration")),
      flow_data: Type.Optional(FlowParam),
      return_url: Type.Optional(PortalUrl),
      ...expandParam,
    }),
    output: PortalSession,
    status: 201,
    errors: ["resource_missing", "parameter_missing"],
  }),
  "portal_page.get": operation({
    id: "portal_page.get",
    method: "GET",
    path: "/hosted/portal",
    access: "client_secret",
    summary: "What the billing portal shows to a customer.",
    input: Params({}),
    output: PortalPage,
    errors: ["resource_missing"],
  }),
  "portal_page.submit": operation({
    id: "portal_page.submit",
    method: "POST",
    path: "/hosted/portal",
    access: "client_secret",
    summary: "Cancel, keep or change a subscription, or change the card or himself, as the customer.",
    input: Params({
      action: OneOf(...portalActions),
      comment: Type.Optional(Text(500)),
      customer: Type.Optional(
        Params({
          address: Type.Optional(AddressParam),
          email: Type.Optional(Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" })),
          name: Type.Optional(Text(256)),
          phone: Type.Optional(Text(50)),
          shipping: Type.Optional(ShippingParam),
        }),
      ),
      feedback: Type.Optional(OneOf(...cancellationFeedbacks)),
      payment_method_data: Type.Optional(PaymentMethodData),
      price: Type.Optional(Id("price")),
      promotion_code: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: "The word itself." })),
      quantity: Type.Optional(Quantity),
      subscription: Type.Optional(Id("subscription")),
    }),
    output: PortalPage,
    errors: ["resource_missing", "parameter_missing", "state_conflict", "card_declined", "coupon_expired"],
  }),
};
