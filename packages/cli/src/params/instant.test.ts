import { expect, test } from "vitest";

import { UsageError } from "../abort.ts";
import { parseInstant } from "./instant.ts";

test.each([
  ["1800000000", 1_800_000_000],
  ["2027-01-15", 1_799_971_200],
  ["2027-01-15T08:00:00Z", 1_800_000_000],
])("%s is a time", (text, seconds) => {
  expect(parseInstant(text, "INSTANT")).toBe(seconds);
});

test.each(["2027-02-30", "2027-02-29T08:00:00Z", "1969-12-31", "soon", ""])("%j is none, and is refused", (text) => {
  expect(() => parseInstant(text, "INSTANT")).toThrow(UsageError);
});
