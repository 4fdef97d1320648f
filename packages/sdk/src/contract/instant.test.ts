import { expect, test } from "vitest";

import { readInstant } from "./instant.ts";

const start = Date.UTC(2027, 0, 15) / 1000;

test.each([
  ["2027-01-15", start],
  ["2027-01-15T08:00Z", start + 8 * 3600],
  ["2027-01-15T08:00:00Z", start + 8 * 3600],
  ["2027-01-15 08:00:00Z", start + 8 * 3600],
  ["2027-01-15T08:00:00.999Z", start + 8 * 3600],
  ["2027-01-15T08:00:00+02:00", start + 6 * 3600],
  ["2028-02-29", Date.UTC(2028, 1, 29) / 1000],
])("%s is an instant", (text, seconds) => {
  expect(readInstant(text)).toBe(seconds);
});

test("a time without a zone is local", () => {
  expect(readInstant("2027-01-15T08:00")).toBe(new Date(2027, 0, 15, 8).getTime() / 1000);
});

test.each(["2027-02-29", "2027-02-30", "2027-02-30T08:00:00Z", "2027-04-31 08:00:00", "2027-13-01", "2027-00-10"])(
  "%s is on no calendar",
  (text) => {
    expect(readInstant(text)).toBeUndefined();
  },
);

test.each(["", "soon", "2027", "15.01.2027", "Jan 15, 2027", "2027-01-15T25:00:00Z", "2027-01-15T08:00:00Z and so on"])(
  "%j is no instant",
  (text) => {
    expect(readInstant(text)).toBeUndefined();
  },
);
