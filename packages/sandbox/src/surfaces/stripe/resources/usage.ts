import { withoutEffect, type Resource } from "../route.ts";

const meters: Resource = {
  name: "billing/meters",
  gaps: ["Windows of event summaries are shown all at once, also those without any use."],
  routes: [
    { method: "POST", path: "/billing/meters", operation: "meters.create" },
    { method: "GET", path: "/billing/meters", operation: "meters.list" },
    { method: "GET", path: "/billing/meters/{id}", operation: "meters.get" },
    { method: "POST", path: "/billing/meters/{id}", operation: "meters.update" },
    { method: "POST", path: "/billing/meters/{id}/deactivate", operation: "meters.deactivate" },
    { method: "POST", path: "/billing/meters/{id}/reactivate", operation: "meters.reactivate" },
    {
      method: "GET",
      path: "/billing/meters/{id}/event_summaries",
      operation: "meters.event_summaries",
      params: { limit: withoutEffect },
    },
  ],
};

const meterEvents: Resource = {
  name: "billing/meter_events",
  gaps: [
    "What is wrong with an event is answered at once, so there are no reports of errors; values are whole numbers.",
  ],
  routes: [{ method: "POST", path: "/billing/meter_events", operation: "meter_events.create" }],
};

const adjustments: Resource = {
  name: "billing/meter_event_adjustments",
  routes: [{ method: "POST", path: "/billing/meter_event_adjustments", operation: "meter_event_adjustments.create" }],
};

/** What is counted of customers' use. */
export const usageResources: readonly Resource[] = [meters, meterEvents, adjustments];
