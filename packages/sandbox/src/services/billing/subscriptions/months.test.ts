import { expect, test } from "vitest";

import { addMonths } from "./months.ts";

const at = (text: string) => Date.parse(`${text}Z`) / 1000;

test("months keep the day and the time, and end on the last day where they are too short", () => {
  expect(addMonths(at("2027-01-15T08:00:00"), 3)).toBe(at("2027-04-15T08:00:00"));
  expect(addMonths(at("2027-01-31T23:59:59"), 1)).toBe(at("2027-02-28T23:59:59"));
  expect(addMonths(at("2028-01-31T00:00:00"), 1)).toBe(at("2028-02-29T00:00:00"));
  expect(addMonths(at("2028-02-29T12:00:00"), 12)).toBe(at("2029-02-28T12:00:00"));
  expect(addMonths(at("2027-11-30T12:00:00"), 15)).toBe(at("2029-02-28T12:00:00"));
});
