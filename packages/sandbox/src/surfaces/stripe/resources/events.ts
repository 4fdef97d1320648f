import { isStripeEventName, nearestEventName } from "../event-names.ts";
import { nativeTypesOf, typesKnownToStripe } from "../event-types.ts";
import { project } from "../project.ts";
import { withoutEffect, type Native, type Resource, type Rule } from "../route.ts";
import { refused } from "./rules.ts";

/** A name of Stripe's for which there is no event here finds nothing. */
const typesOf = (name: unknown): string[] => {
  const types = nativeTypesOf(String(name));
  return types.length > 0 ? types : [`stripe:${String(name)}`];
};
const byType: Rule = (value) => ({ types: typesOf(value) });
const byTypes: Rule = (value) =>
  Array.isArray(value) ? { types: value.flatMap(typesOf) } : refused("types", "'types' must be an array.");
/** Refuses a name that Stripe does not have: an endpoint would wait for it in silence. */
const enabledEvents: Rule = (value) => {
  for (const [index, name] of Array.isArray(value) ? value.entries() : []) {
    if (typeof name !== "string" || name === "*" || isStripeEventName(name)) continue;
    const meant = nearestEventName(name);
    refused(
      `enabled_events[${index}]`,
      `Invalid enabled_events[${index}]: '${name}' is no type of event. The nearest is ${meant}.`,
    );
  }
  return { enabled_events: value };
};
const byStatus: Rule = (value) => ({ status: String(value).toLowerCase() === "true" ? "disabled" : "enabled" });

const events: Resource = {
  name: "events",
  gaps: ["Events of what Stripe has no name for are not shown."],
  routes: [
    {
      method: "GET",
      path: "/events",
      operation: "events.list",
      params: { type: byType, types: byTypes, related_object: "object_id" },
      defaults: { types: typesKnownToStripe },
    },
    { method: "GET", path: "/events/{id}", operation: "events.get" },
    {
      method: "POST",
      path: "/events/{id}/retry",
      operation: "events.resend",
      params: { webhook_endpoint: "endpoint", for_stripecli: withoutEffect, account: withoutEffect },
      hidden: ["to"],
      include: ["event"],
      projection: ({ event }, version) => project(event, version) as Native,
    },
  ],
};

const nativeOptions = ["headers", "payload", "signing", "ordered", "max_concurrency", "rate_limit", "timeout_ms"];

const webhookEndpoints: Resource = {
  name: "webhook_endpoints",
  idParam: "webhook_endpoint",
  gaps: [
    "An endpoint without `connect` hears of the profiles of connected accounts, too, and one that is made with `Stripe-Account` hears of that account.",
  ],
  routes: [
    {
      method: "POST",
      path: "/webhook_endpoints",
      operation: "webhook_endpoints.create",
      params: { enabled_events: enabledEvents },
      required: ["url", "enabled_events"],
      hidden: nativeOptions,
      fixed: { payload: "stripe", signing: "stripe" },
    },
    {
      method: "GET",
      path: "/webhook_endpoints",
      operation: "webhook_endpoints.list",
      hidden: ["status", "payload"],
      fixed: { payload: "stripe" },
    },
    { method: "GET", path: "/webhook_endpoints/{id}", operation: "webhook_endpoints.get" },
    {
      method: "POST",
      path: "/webhook_endpoints/{id}",
      operation: "webhook_endpoints.update",
      params: { disabled: byStatus, enabled_events: enabledEvents },
      hidden: [...nativeOptions, "api_version", "status"],
    },
    { method: "DELETE", path: "/webhook_endpoints/{id}", operation: "webhook_endpoints.delete" },
  ],
};

/** What is told, and whom. */
export const eventResources: readonly Resource[] = [events, webhookEndpoints];
