import type { RequestLogEntry } from "@micro/sdk";
import { expect, test } from "vitest";

import { parseLogFilter, sourceOf, type LogFilterFlags } from "./filter.ts";

const entry = {
  method: "POST",
  path: "/payments/payment_intents?expand=x",
  status: 402,
  operation: "payment_intents.create",
} as RequestLogEntry;

test.for<[LogFilterFlags, boolean]>([
  [{}, true],
  [{ method: ["post"] }, true],
  [{ method: ["GET,DELETE"] }, false],
  [{ path: ["/payments/*"], status: ["402"] }, true],
  [{ path: ["/payments"] }, false],
  [{ status: ["200,4xx"] }, true],
  [{ "status-class": ["5xx"] }, false],
  [{ source: ["api"] }, true],
  [{ source: ["sandbox"] }, false],
])("%j fits: %s", ([flags, fits]) => {
  expect(parseLogFilter(flags)(entry)).toBe(fits);
});

test.for<[LogFilterFlags, RegExp]>([
  [{ method: ["PSOT"] }, /Did you mean POST or PUT\? There are: GET, POST/],
  [{ status: ["999"] }, /such as 200 or 402/],
  [{ "status-class": ["4"] }, /4xx, 5xx/],
  [{ source: ["web"] }, /api, sandbox, unknown/],
  [{ path: ["payments"] }, /such as \/payments/],
])("%j is refused and told what there is", ([flags, hint]) => {
  expect(() => parseLogFilter(flags)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) as string }));
});

test("a source is where a request belongs", () => {
  expect(["clock.get", "payment_intents.get", null].map((operation) => sourceOf({ operation }))).toEqual([
    "sandbox",
    "api",
    "unknown",
  ]);
});
