import { PortalSession } from "./billing-portal.ts";
import { createPayer } from "./billing-triggers.ts";
import { PortalConfiguration } from "./portal-configurations.ts";
import type { TriggerStep } from "./trigger.ts";

const createConfiguration: TriggerStep = {
  name: "configuration",
  operation: "portal_configurations.create",
  input: { features: { subscription_cancel: { enabled: true } }, name: "Created by micro trigger" },
};

/** The events of the billing portal: what each is about, what it means, and how to bring it about. */
export const portalEvents = {
  "billing_portal.configuration.created": {
    object: PortalConfiguration,
    meaning: "It was said what the billing portal offers.",
    trigger: [createConfiguration],
  },
  "billing_portal.configuration.updated": {
    object: PortalConfiguration,
    meaning: "What the billing portal offers was changed.",
    trigger: [
      createConfiguration,
      {
        name: "update",
        operation: "portal_configurations.update",
        input: { id: "${configuration.id}", name: "Updated by micro trigger" },
      },
    ],
  },
  "billing_portal.session.created": {
    object: PortalSession,
    meaning: "The billing portal was opened to a customer.",
    trigger: [
      ...createPayer,
      { name: "session", operation: "portal_sessions.create", input: { customer: "${customer.id}" } },
    ],
  },
} as const;
