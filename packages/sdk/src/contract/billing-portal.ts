import { Type, type Static } from "typebox";

import { PaymentMethod, PaymentMethodData } from "./customers.ts";
import { Invoice } from "./invoices.ts";
import { operation } from "./operation.ts";
import { Price } from "./products.ts";
import { expandParam, Id, Nullable, OneOf, Params, Timestamp } from "./schema.ts";
import { Subscription } from "./subscriptions.ts";

export const PortalSession = Type.Object({
  id: Id("portalSession"),
  object: Type.Literal("billing_portal.session"),
  created: Timestamp,
  customer: Id("customer"),
  expires_at: Timestamp,
  livemode: Type.Boolean(),
  return_url: Nullable(Type.String()),
  url: Type.String({ description: "The page to send the customer to; whoever has it acts for him, for an hour." }),
});
/** One visit of a customer to the page on which he looks after what he pays for. */
export type PortalSession = Static<typeof PortalSession>;

const PortalSubscription = Type.Object({
  subscription: Subscription,
  name: Type.String({ description: "What is paid for." }),
  plans: Type.Array(Price, { description: "What it can be changed to: other prices of the same product." }),
});

export const PortalPage = Type.Object({
  object: Type.Literal("portal_page"),
  customer: Type.Object({ email: Nullable(Type.String()), name: Nullable(Type.String()) }),
  invoices: Type.Array(Invoice),
  payment_method: Nullable(PaymentMethod),
  return_url: Nullable(Type.String()),
  subscriptions: Type.Array(PortalSubscription),
});
/** What the page shows on which a customer looks after what he pays for. */
export type PortalPage = Static<typeof PortalPage>;

/** What a customer can do there. */
export const portalActions = ["cancel", "keep", "change_plan", "change_card"] as const;

export const billingPortalOperations = {
  "portal_sessions.create": operation({
    id: "portal_sessions.create",
    method: "POST",
    path: "/billing/portal_sessions",
    access: "payments:write",
    summary: "Open the billing portal to a customer; send him to its `url`.",
    input: Params({
      customer: Id("customer"),
      return_url: Type.Optional(Type.String({ minLength: 1, maxLength: 2048, pattern: "^https?://" })),
      ...expandParam,
    }),
    output: PortalSession,
    status: 201,
    errors: ["resource_missing"],
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
    summary: "Cancel, keep or change a subscription, or change the card, as the customer.",
    input: Params({
      action: OneOf(...portalActions),
      payment_method_data: Type.Optional(PaymentMethodData),
      price: Type.Optional(Id("price")),
      subscription: Type.Optional(Id("subscription")),
    }),
    output: PortalPage,
    errors: ["resource_missing", "parameter_missing", "state_conflict", "card_declined"],
  }),
};
