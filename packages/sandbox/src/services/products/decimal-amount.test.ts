import { expect, test } from "vitest";

import { parseDecimal, plainDecimal, roundDecimal, wholeOf } from "./decimal-amount.ts";

test.each([
  ["5", "5", 5],
  ["5.0", "5", 5],
  ["007.500", "7.5", null],
  ["0.000", "0", 0],
  ["100", "100", 100],
  ["10.05", "10.05", null],
  ["0.000000000001", "0.000000000001", null],
])("%s is written %s, and as a number it is %s", (text, plain, whole) => {
  expect(plainDecimal(text)).toBe(plain);
  expect(wholeOf(plain)).toBe(whole);
});

test.each([
  ["0.05", 30, 2],
  ["0.05", 29, 1],
  ["0.499999999999", 1, 0],
  ["33.333333333333", 3, 100],
  ["1000000000000.5", 1, 1_000_000_000_001],
])("%s × %i come to %i, rounded half up", (text, count, amount) => {
  expect(roundDecimal(parseDecimal(text) * BigInt(count))).toBe(amount);
});
