import { balanceResources } from "./resources/balance.ts";
import { billingPortalResources } from "./resources/billing-portal.ts";
import { billingResources } from "./resources/billing.ts";
import { catalogueResources } from "./resources/catalogue.ts";
import { connectResources } from "./resources/connect.ts";
import { creditNoteResources } from "./resources/credit-notes.ts";
import { customerResources } from "./resources/customers.ts";
import { eventResources } from "./resources/events.ts";
import { paymentResources } from "./resources/payments.ts";
import { quoteResources } from "./resources/quotes.ts";
import { subscriptionResources } from "./resources/subscriptions.ts";
import { testHelperResources } from "./resources/test-helpers.ts";
import { usageResources } from "./resources/usage.ts";
import type { Resource } from "./route.ts";

/** Every resource of Stripe's that is imitated. */
export const resources: readonly Resource[] = [
  ...paymentResources,
  ...customerResources,
  ...balanceResources,
  ...connectResources,
  ...catalogueResources,
  ...billingResources,
  ...billingPortalResources,
  ...creditNoteResources,
  ...quoteResources,
  ...subscriptionResources,
  ...testHelperResources,
  ...usageResources,
  ...eventResources,
];
