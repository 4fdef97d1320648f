import * as fc from "fast-check";
import { expect, test } from "vitest";

import { prorate } from "./proration.ts";

const part = (seconds: number) => ({ start: 0, end: seconds });

test("half a unit is rounded up, and less down", () => {
  expect(prorate(1, part(1), part(2))).toBe(1);
  expect(prorate(1, part(1), part(3))).toBe(0);
  expect(prorate(100, part(1), part(3))).toBe(33);
  expect(prorate(100, part(2), part(3))).toBe(67);
});

test("nothing and all of a period cost nothing and all", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999_999_999 }),
      fc.integer({ min: 1, max: 94_608_000 }),
      (amount, all) => {
        expect(prorate(amount, part(0), part(all))).toBe(0);
        expect(prorate(amount, part(all), part(all))).toBe(amount);
      },
    ),
  );
});

test("the two parts of a period differ from the whole by one unit at the most", () => {
  const inputs = fc.record({
    amount: fc.integer({ min: 0, max: 999_999_999_999 }),
    all: fc.integer({ min: 1, max: 94_608_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(inputs, ({ amount, all, share }) => {
      const first = Math.floor(all * share);
      const sum = prorate(amount, part(first), part(all)) + prorate(amount, part(all - first), part(all));
      expect(sum - amount).toBeGreaterThanOrEqual(0);
      expect(sum - amount).toBeLessThanOrEqual(1);
    }),
  );
});
