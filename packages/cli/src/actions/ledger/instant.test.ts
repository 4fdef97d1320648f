import { expect, test } from "vitest";

import { UsageError } from "../../abort.ts";
import { asOf, period } from "./instant.ts";

const day = Date.UTC(2026, 10, 20) / 1000;

test.each([
  ["1795132800", 1_795_132_800],
  ["2026-11-20", day + 86_399],
  ["2026-11-20T08:00:00Z", day + 8 * 3600],
  ["2026-11-20T08:00:00+02:00", day + 6 * 3600],
])("a look at the past at %s", (at, seconds) => {
  expect(asOf({ at })).toEqual({ at: seconds });
});

test("a period includes its last day as a whole", () => {
  expect(period({ from: "2026-11-20", to: "2026-11-20", by: "created" })).toEqual({
    from: day,
    to: day + 86_400,
    by: "created",
  });
  expect(period({})).toEqual({});
});

test("a period does not end before it begins", () => {
  expect(() => period({ from: "2026-12-01", to: "2026-01-01" })).toThrow(
    "--to 2026-01-01 lies before --from 2026-12-01.",
  );
});

test.each(["yesterday", "2026-13-01", "2027-02-30", "20.11.2026", "-5", ""])("%s is no time", (at) => {
  expect(() => asOf({ at })).toThrow(UsageError);
});
