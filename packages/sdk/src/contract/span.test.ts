import { describe, expect, test } from "vitest";

import { addSpan } from "./span.ts";

const seconds = (text: string) => Date.parse(text) / 1000;
const added = (from: string, span: string) => {
  const to = addSpan(seconds(from), span);
  return to === undefined ? undefined : new Date(to * 1000).toISOString().slice(0, 16);
};

describe("a span after an instant", () => {
  test.each([
    ["2027-01-15T08:00Z", "90s", "2027-01-15T08:01"],
    ["2027-01-15T08:00Z", "36h", "2027-01-16T20:00"],
    ["2027-01-15T08:00Z", "2w", "2027-01-29T08:00"],
    ["2027-01-31T08:00Z", "1mo", "2027-02-28T08:00"],
    ["2027-12-31T23:59Z", "2mo", "2028-02-29T23:59"],
    ["2027-03-01T00:00Z", "1y", "2028-03-01T00:00"],
    ["2028-02-29T00:00Z", "1y", "2029-02-28T00:00"],
    ["2028-02-29T00:00Z", "4y", "2032-02-29T00:00"],
  ])("of %s and %s is %s", (from, span, to) => {
    expect(added(from, span)).toBe(to);
  });

  test("is none for a text that is none", () => {
    for (const text of ["", "1", "y", "-1d", "1.5d", "1year", "999999999y"]) expect(addSpan(0, text)).toBeUndefined();
  });
});
