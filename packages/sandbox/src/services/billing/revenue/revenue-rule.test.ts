import * as fc from "fast-check";
import { expect, test } from "vitest";

import { deferredIn, earnedBy, nextBooking, type Deferral } from "./revenue-rule.ts";

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const january: Deferral = { net: 3100, start: at("2027-01-01T08:00:00"), end: at("2027-02-01T08:00:00") };

test("every whole day of a period earns the same part, and its end earns all", () => {
  expect(earnedBy([january], at("2027-01-01T23:59:59"))).toBe(0);
  expect(earnedBy([january], at("2027-01-02T00:00:00"))).toBe(100);
  expect(earnedBy([january], at("2027-01-16T12:00:00"))).toBe(1500);
  expect(earnedBy([{ ...january, net: 10 }], at("2027-01-16T12:00:00"))).toBe(4);
  expect(earnedBy([{ ...january, net: -10 }], at("2027-01-16T12:00:00"))).toBe(-4);
  expect(earnedBy([january], january.end)).toBe(3100);
});

test("something is booked at the end of each month and of each period, and not after the last", () => {
  const year = { ...january, end: at("2028-01-01T08:00:00") };
  expect(nextBooking([year], january.start)).toBe(at("2027-02-01T00:00:00"));
  expect(nextBooking([january, year], at("2027-02-01T00:00:00"))).toBe(january.end);
  expect(nextBooking([year], at("2028-01-01T00:00:00"))).toBe(year.end);
  expect(nextBooking([january, year], year.end)).toBeUndefined();
});

test("what was booked in parts is all that was deferred, however the periods lie", () => {
  const deferral = fc
    .record({
      net: fc.integer({ min: -999_999, max: 999_999 }),
      start: fc.integer({ min: 1_800_000_000, max: 1_810_000_000 }),
      seconds: fc.integer({ min: 1, max: 50_000_000 }),
    })
    .map(({ net, start, seconds }): Deferral => ({ net, start, end: start + seconds }));
  fc.assert(
    fc.property(fc.array(deferral, { minLength: 1, maxLength: 5 }), (deferrals) => {
      let now: number | undefined = Math.min(...deferrals.map(({ start }) => start)) - 1;
      let booked = 0;
      while ((now = nextBooking(deferrals, now)) !== undefined) booked += earnedBy(deferrals, now) - booked;
      expect(booked).toBe(deferredIn(deferrals));
    }),
  );
});
