import { test } from "vitest";

import { checkSchedules } from "../support/schedules.ts";

test("1,000 schedules of confirms, captures, cancels, refunds and disputes side by side keep every sum", () =>
  checkSchedules(1000));
