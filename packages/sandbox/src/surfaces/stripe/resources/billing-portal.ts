import type { Resource, Rule } from "../route.ts";
import { isRecord, refused } from "./rules.ts";

/** What is taken only where it asks for nothing: a feature that is off, an empty list. */
const isOff = (value: unknown): boolean =>
  value === "" || (isRecord(value) ? !("enabled" in value) || /^false$/i.test(String(value["enabled"])) : false);

const withoutFeature = (features: Record<string, unknown>, feature: string, name: string): Record<string, unknown> => {
  const { [feature]: whole, ...others } = features;
  if (!isRecord(whole) || !(name in whole)) return features;
  const { [name]: value, ...rest } = whole;
  if (value !== "") refused(`features.${feature}.${name}`, `'${name}' is not imitated.`);
  return { ...others, [feature]: rest };
};

/** Pauses by the customer are not imitated; clients say that they are off. */
const features: Rule = (value) => {
  if (!isRecord(value)) return { features: value };
  const { subscription_pause: pause, ...others } = value;
  if (pause !== undefined && !isOff(pause)) refused("features.subscription_pause", "A customer cannot pause here.");
  return { features: withoutFeature(others, "payment_method_update", "payment_method_configuration") };
};

/** There is no page to log in to; clients say that it is off. */
const loginPage: Rule = (value) => {
  if (!isOff(value)) refused("login_page", "There is no page to log in to: open the portal by a session.");
  return {};
};

const params = { features, login_page: loginPage };

const configurations: Resource = {
  name: "billing_portal/configurations",
  idParam: "configuration",
  gaps: [
    "Pauses, the login page, changes that wait for the end of a period; `tax_id` is taken, and the page has no field for it.",
  ],
  routes: [
    {
      method: "POST",
      path: "/billing_portal/configurations",
      operation: "portal_configurations.create",
      params,
    },
    { method: "GET", path: "/billing_portal/configurations", operation: "portal_configurations.list" },
    { method: "GET", path: "/billing_portal/configurations/{id}", operation: "portal_configurations.get" },
    {
      method: "POST",
      path: "/billing_portal/configurations/{id}",
      operation: "portal_configurations.update",
      params,
    },
  ],
};

const sessions: Resource = {
  name: "billing_portal/sessions",
  gaps: ["Locales, retention offers, and discounts in what is to be confirmed."],
  routes: [{ method: "POST", path: "/billing_portal/sessions", operation: "portal_sessions.create" }],
};

/** The page on which a customer looks after what he pays for, and what it offers. */
export const billingPortalResources: readonly Resource[] = [configurations, sessions];
