import type { Native, Projection } from "../route.ts";
import { balanceProjections } from "./balance.ts";
import { billingProjections } from "./billing.ts";
import { catalogueProjections } from "./catalogue.ts";
import { connectProjections } from "./connect.ts";
import { creditNoteProjections } from "./credit-notes.ts";
import { customerProjections } from "./customers.ts";
import { eventProjections } from "./events.ts";
import { paymentProjections } from "./payments.ts";
import { portalProjections } from "./portal.ts";
import { quoteProjections } from "./quotes.ts";
import { subscriptionProjections } from "./subscriptions.ts";

/** Where a list stands here, and where it stands in Stripe's API. */
const listAddresses = [
  ["/payments/checkout_sessions", "/v1/checkout/sessions"],
  ["/payments/", "/v1/"],
  ["/billing/invoice_items", "/v1/invoiceitems"],
  ["/billing/portal_configurations", "/v1/billing_portal/configurations"],
  ["/billing/test_clocks", "/v1/test_helpers/test_clocks"],
  ["/billing/", "/v1/"],
  ["/connect/", "/v1/"],
  ["/webhooks/endpoints", "/v1/webhook_endpoints"],
  ["/events", "/v1/events"],
] as const;

function list(shown: Native): Native {
  const url = String(shown["url"]);
  const [own, theirs] = listAddresses.find(([start]) => url.startsWith(start)) ?? ["", ""];
  return { ...shown, url: theirs + url.slice(own.length) };
}

/** Every object that is worded as Stripe does, by its `object`. */
export const projections: Readonly<Record<string, Projection>> = {
  ...paymentProjections,
  ...customerProjections,
  ...balanceProjections,
  ...connectProjections,
  ...catalogueProjections,
  ...billingProjections,
  ...portalProjections,
  ...creditNoteProjections,
  ...quoteProjections,
  ...subscriptionProjections,
  ...eventProjections,
  list,
};
