import * as fc from "fast-check";
import { expect, test } from "vitest";

import { portion, spread } from "./rounding.ts";

test("a portion is rounded half away from zero, also beyond what floats hold", () => {
  expect([portion(5, 1, 2), portion(-5, 1, 2), portion(4, 1, 8), portion(7, 1, 3)]).toEqual([3, -3, 1, 2]);
  expect(portion(999_999_999_999, 999_999, 1_000_000)).toBe(999_998_999_999);
  expect(portion(0, 5, 7)).toBe(0);
});

test("an amount is spread by largest remainder, the first of equals first", () => {
  expect(spread(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(spread(5, [1, 2, 3])).toEqual([1, 2, 2]);
  expect(spread(1, [0, 5, 5])).toEqual([0, 1, 0]);
  expect(spread(7, [0, 0])).toEqual([0, 0]);
});

test("parts add up, and none is a unit or more from its exact share", () => {
  const weights = fc.array(fc.integer({ min: 0, max: 999_999_999_999 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 999_999_999_999 }), (shares, amount) => {
      const whole = shares.reduce((sum, share) => sum + BigInt(share), 0n);
      fc.pre(whole > 0n);
      const parts = spread(amount, shares);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
      for (const [index, part] of parts.entries()) {
        const error = BigInt(part) * whole - BigInt(amount) * BigInt(shares[index] ?? 0);
        expect(error < whole && error > -whole).toBe(true);
      }
    }),
  );
});
