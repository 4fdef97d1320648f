import * as fc from "fast-check";
import { expect, test } from "vitest";

import { nextAnchor } from "./anchor-config.ts";
import { boundary, periodAt } from "./calendar.ts";

const at = (text: string) => Date.parse(`${text}Z`) / 1000;
const monthly = { interval: "month", interval_count: 1 } as const;
const quarterly = { interval: "month", interval_count: 3 } as const;
const yearly = { interval: "year", interval_count: 1 } as const;

test.each([
  ["2027-01-20T10:00:00", monthly, { day_of_month: 25 }, "2027-01-25T10:00:00"],
  ["2027-01-20T10:00:00", monthly, { day_of_month: 20 }, "2027-02-20T10:00:00"],
  ["2027-01-20T10:00:00", monthly, { day_of_month: 20, hour: 11, minute: 0, second: 0 }, "2027-01-20T11:00:00"],
  ["2027-02-10T10:00:00", monthly, { day_of_month: 31 }, "2027-02-28T10:00:00"],
  ["2027-12-31T23:59:59", monthly, { day_of_month: 1, hour: 0, minute: 0, second: 0 }, "2028-01-01T00:00:00"],
  ["2027-03-31T10:00:00", monthly, { day_of_month: 30 }, "2027-04-30T10:00:00"],
  ["2027-01-20T10:00:00", yearly, { day_of_month: 15 }, "2027-02-15T10:00:00"],
  ["2027-06-20T10:00:00", yearly, { day_of_month: 1, month: 4 }, "2028-04-01T10:00:00"],
  ["2027-03-20T10:00:00", yearly, { day_of_month: 29, month: 2 }, "2028-02-29T10:00:00"],
  ["2027-06-20T10:00:00", quarterly, { day_of_month: 1, month: 2 }, "2027-08-01T10:00:00"],
])("from %s on, periods of %o that begin by %o begin %s", (now, cycle, config, expected) => {
  expect(new Date(nextAnchor({ ...cycle, anchor: at(now) }, config) * 1000).toISOString().slice(0, 19)).toBe(expected);
});

test("a day that a month lacks is meant again in the months that have it", () => {
  const cycle = { ...monthly, anchor: at("2027-02-28T10:00:00"), day: 31 };
  const boundaries = [1, 2, 3].map((index) => new Date(boundary(cycle, index) * 1000).toISOString().slice(0, 10));
  expect(boundaries).toEqual(["2027-03-31", "2027-04-30", "2027-05-31"]);
});

test("the anchor lies ahead, an interval at most, and every period from it has its day or its month's last", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at("2027-01-01T00:00:00"), max: at("2032-01-01T00:00:00") }),
      fc.constantFrom(monthly, quarterly, yearly),
      fc.record(
        {
          day_of_month: fc.integer({ min: 1, max: 31 }),
          hour: fc.nat({ max: 23 }),
          minute: fc.nat({ max: 59 }),
          month: fc.integer({ min: 1, max: 12 }),
          second: fc.nat({ max: 59 }),
        },
        { requiredKeys: ["day_of_month"] },
      ),
      (now, cycle, config) => {
        const anchor = nextAnchor({ ...cycle, anchor: now }, config);
        const anchored = { ...cycle, anchor, day: config.day_of_month };
        expect(anchor).toBeGreaterThan(now);
        expect(periodAt(anchored, now).end).toBe(anchor);
        for (const index of [0, 1, 2, 5]) {
          const found = new Date(boundary(anchored, index) * 1000);
          const last = new Date(Date.UTC(found.getUTCFullYear(), found.getUTCMonth() + 1, 0)).getUTCDate();
          expect(found.getUTCDate()).toBe(Math.min(config.day_of_month, last));
          if (config.hour !== undefined) expect(found.getUTCHours()).toBe(config.hour);
          if (cycle === yearly && config.month !== undefined) expect(found.getUTCMonth() + 1).toBe(config.month);
        }
      },
    ),
  );
});
