import * as fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { boundary, periodAt, periodBefore, type Cycle } from "./calendar.ts";

const at = (text: string) => Date.parse(text) / 1000;
const dates = (cycle: Cycle, count: number) =>
  Array.from({ length: count }, (_, index) => new Date(boundary(cycle, index) * 1000).toISOString().slice(0, 10));
const cycle = (from: string, interval: Cycle["interval"], count = 1): Cycle => ({
  anchor: at(from),
  interval,
  interval_count: count,
});

describe("boundaries are counted from the anchor", () => {
  test.each<[string, Cycle, string[]]>([
    [
      "31 January, monthly",
      cycle("2027-01-31T10:00:00Z", "month"),
      ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"],
    ],
    [
      "31 January of a leap year, monthly",
      cycle("2028-01-31T10:00:00Z", "month"),
      ["2028-01-31", "2028-02-29", "2028-03-31"],
    ],
    [
      "29 February, yearly",
      cycle("2028-02-29T00:00:00Z", "year"),
      ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"],
    ],
    [
      "30 November, every three months",
      cycle("2027-11-30T23:59:59Z", "month", 3),
      ["2027-11-30", "2028-02-29", "2028-05-30"],
    ],
    ["every two weeks", cycle("2027-12-25T00:00:00Z", "week", 2), ["2027-12-25", "2028-01-08", "2028-01-22"]],
    ["every ten days", cycle("2028-02-20T00:00:00Z", "day", 10), ["2028-02-20", "2028-03-01", "2028-03-11"]],
    [
      "the day the clocks of Europe change",
      cycle("2027-02-28T01:30:00Z", "month"),
      ["2027-02-28", "2027-03-28", "2027-04-28"],
    ],
  ])("%s", (_name, cycle, expected) => {
    expect(dates(cycle, expected.length)).toEqual(expected);
  });

  test("the time of day is the anchor's, also before it and before 1970", () => {
    const leap = cycle("2028-01-31T10:20:30Z", "month");
    expect(boundary(leap, 1)).toBe(at("2028-02-29T10:20:30Z"));
    expect(boundary(leap, -2)).toBe(at("2027-11-30T10:20:30Z"));
  });
});

test.each(["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"])(
  "the machine's own zone, %s, and the change of its clocks move no boundary",
  (zone) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    const cycles = [cycle("2027-03-14T06:30:00Z", "day"), cycle("2027-01-31T01:30:00Z", "month")];
    const boundaries = () => cycles.map((one) => Array.from({ length: 400 }, (_, index) => boundary(one, index)));
    vi.stubEnv("TZ", "UTC");
    const expected = boundaries();
    vi.stubEnv("TZ", zone);
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
    expect(boundaries()).toEqual(expected);
  },
);

test("every instant lies in one period, and periods follow each other without a gap", () => {
  const cycles = fc.record({
    anchor: fc.integer({ min: at("2000-01-01"), max: at("2100-01-01") }),
    interval: fc.constantFrom("day", "week", "month", "year"),
    interval_count: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(cycles, fc.integer({ min: at("2000-01-01"), max: at("2100-01-01") }), (cycle, instant) => {
      const period = periodAt(cycle, instant);
      expect(period.start).toBeLessThanOrEqual(instant);
      expect(period.end).toBeGreaterThan(instant);
      expect(periodAt(cycle, period.end).start).toBe(period.end);
      expect(periodBefore(cycle, period.end)).toEqual(period);
    }),
  );
});
