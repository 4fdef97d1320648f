import { PortalSession } from "./billing-portal.ts";
import { createPayer } from "./billing-triggers.ts";

/** The events of the billing portal: what each is about, what it means, and how to bring it about. */
export const portalEvents = {
  "billing_portal.session.created": {
    object: PortalSession,
    meaning: "The billing portal was opened to a customer.",
    trigger: [
      ...createPayer,
      { name: "session", operation: "portal_sessions.create", input: { customer: "${customer.id}" } },
    ],
  },
} as const;
