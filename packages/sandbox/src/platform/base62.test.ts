import * as fc from "fast-check";
import { expect, test } from "vitest";

import { drawBase62, encodeBase62, incrementBase62 } from "./base62.ts";
import { createRandom } from "./random.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const decode = (text: string) => Array.from(text).reduce((sum, digit) => sum * 62n + BigInt(digits.indexOf(digit)), 0n);

test("what is encoded decodes to the same number", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 24 }), (bytes) => {
      const text = encodeBase62(bytes, 33);
      expect(text).toMatch(/^[0-9A-Za-z]{33}$/);
      expect(decode(text)).toBe(BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
    }),
  );
});

test.each([
  [[0], 3, "000"],
  [[61], 1, "z"],
  [[62], 2, "10"],
  [[255, 255, 255, 255], 6, "4gfFC3"],
])("%j in %i digits is %s", (bytes, length, text) => {
  expect(encodeBase62(Uint8Array.from(bytes), length)).toBe(text);
});

test("what is drawn has the length that was asked for, and uses every digit", () => {
  const text = drawBase62(createRandom("seed"), 5000);
  expect(text).toHaveLength(5000);
  expect(new Set(text).size).toBe(62);
});

test.each([
  ["000", "001"],
  ["00z", "010"],
  ["9Az", "9B0"],
  ["A9Z", "A9a"],
  ["zzz", "000"],
])("after %s comes %s", (text, next) => {
  expect(incrementBase62(text)).toBe(next);
});

test("each number is after the one before, also as text", () => {
  let text = drawBase62(createRandom("seed"), 8);
  for (let index = 0; index < 10_000; index++) {
    const next = incrementBase62(text);
    expect(decode(next)).toBe(decode(text) + 1n);
    expect(next > text).toBe(true);
    text = next;
  }
});
