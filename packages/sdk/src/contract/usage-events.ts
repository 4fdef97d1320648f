import { Meter } from "./meters.ts";
import type { TriggerStep } from "./trigger.ts";

const create: TriggerStep = {
  name: "meter",
  operation: "meters.create",
  input: {
    display_name: "Created by micro trigger",
    event_name: "${unique}",
    default_aggregation: { formula: "sum" },
  },
};
const verb = (name: string, input: TriggerStep["input"] = {}): TriggerStep => ({
  name,
  operation: `meters.${name}`,
  input: { id: "${meter.id}", ...input },
});

/** The events of meters: what each is about, what it means, and how to bring it about. */
export const usageEvents = {
  "billing.meter.created": { object: Meter, meaning: "A meter was created.", trigger: [create] },
  "billing.meter.updated": {
    object: Meter,
    meaning: "A meter's name for display was changed.",
    trigger: [create, verb("update", { display_name: "Updated by micro trigger" })],
  },
  "billing.meter.deactivated": {
    object: Meter,
    meaning: "A meter was taken out of use.",
    trigger: [create, verb("deactivate")],
  },
  "billing.meter.reactivated": {
    object: Meter,
    meaning: "A meter was taken back into use.",
    trigger: [create, verb("deactivate"), verb("reactivate")],
  },
} as const;
