import { TestClock } from "./test-clocks.ts";
import type { TriggerStep } from "./trigger.ts";

const newYear = 1_893_456_000;
const daySeconds = 24 * 3600;

const createClock: TriggerStep = {
  name: "test_clock",
  operation: "test_clocks.create",
  input: { frozen_time: newYear, name: "Created by micro trigger" },
};
const advanced: readonly TriggerStep[] = [
  createClock,
  {
    name: "advance",
    operation: "test_clocks.advance",
    input: { id: "${test_clock.id}", frozen_time: newYear + daySeconds },
  },
];

/** The events of test clocks. */
export const testClockEvents = {
  "test_helpers.test_clock.created": {
    object: TestClock,
    meaning: "A test clock was created.",
    trigger: [createClock],
  },
  "test_helpers.test_clock.advancing": {
    object: TestClock,
    meaning: "A test clock is on its way to another instant.",
    trigger: advanced,
  },
  "test_helpers.test_clock.ready": {
    object: TestClock,
    meaning: "A test clock has arrived: all that fell due on the way is done.",
    trigger: advanced,
  },
  "test_helpers.test_clock.deleted": {
    object: TestClock,
    meaning: "A test clock was deleted, and its customers with it.",
    trigger: [createClock, { name: "deletion", operation: "test_clocks.delete", input: { id: "${test_clock.id}" } }],
  },
} as const;
