import type { Resource } from "../route.ts";

const sessions: Resource = {
  name: "billing_portal/sessions",
  gaps: ["Configurations, flows and locales: `configuration` is empty, and the page offers all that it can."],
  routes: [{ method: "POST", path: "/billing_portal/sessions", operation: "portal_sessions.create" }],
};

/** The page on which a customer looks after what he pays for. */
export const billingPortalResources: readonly Resource[] = [sessions];
