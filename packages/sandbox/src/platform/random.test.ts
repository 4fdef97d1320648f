import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createRandom } from "./random.ts";

test("the same seed gives the same bytes on every machine", () => {
  expect(createRandom("seed").bytes(16).toString("hex")).toMatchInlineSnapshot(`"1024e03ef1672193f39622137b645616"`);
  expect(createRandom("seed").fork("a").bytes(16).toString("hex")).toMatchInlineSnapshot(
    `"8a3ccfffd53385d2aef566b7444c84f2"`,
  );
});

test("the order of draws decides, not their sizes' sum", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.integer({ min: 1, max: 9000 }), { maxLength: 12 }), (seed, sizes) => {
      const [left, right] = [createRandom(seed), createRandom(seed)];
      for (const size of sizes) expect(left.bytes(size).equals(right.bytes(size))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("bytes that were handed out are not changed by later draws", () => {
  const random = createRandom("seed");
  const first = random.bytes(8);
  const copy = Buffer.from(first);
  random.bytes(5000);
  random.bytes(4090);
  expect(first.equals(copy)).toBe(true);
});

describe("a fork", () => {
  test("is decided by the seed and the label, whatever was drawn before", () => {
    const [used, fresh] = [createRandom("seed"), createRandom("seed")];
    used.bytes(100);
    expect(used.fork("a").bytes(8).equals(fresh.fork("a").bytes(8))).toBe(true);
    expect(used.fork("a").bytes(8).equals(fresh.fork("b").bytes(8))).toBe(false);
  });

  test("never shifts its parent or its siblings", () => {
    const [left, right] = [createRandom("seed"), createRandom("seed")];
    left.fork("a").bytes(500);
    left.fork("b").integer(10);
    expect(left.bytes(8).equals(right.bytes(8))).toBe(true);
  });

  test("of a fork differs from a fork with the joined label", () => {
    const random = createRandom("seed");
    expect(random.fork("a").fork("b").bytes(8).equals(random.fork("a:b").bytes(8))).toBe(false);
  });
});

describe("a drawn integer", () => {
  test("lies below its bound", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = createRandom(seed).integer(bound);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(bound);
      }),
    );
  });

  test.each([2, 10, 62])("is each of %i values about as often", (bound) => {
    const random = createRandom(`distribution ${bound}`);
    const draws = 500 * bound;
    const counts = Array.from({ length: bound }, () => 0);
    for (let index = 0; index < draws; index++) counts[random.integer(bound)]! += 1;
    const expected = draws / bound;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Far beyond what chance does: mean plus six standard deviations of the chi-square distribution.
    expect(chiSquare).toBeLessThan(bound - 1 + 6 * Math.sqrt(2 * (bound - 1)));
  });
});

test("a fraction lies between 0 and 1, and they average a half", () => {
  const random = createRandom("fractions");
  let sum = 0;
  for (let index = 0; index < 10_000; index++) {
    const drawn = random.fraction();
    expect(drawn >= 0 && drawn < 1).toBe(true);
    sum += drawn;
  }
  expect(sum / 10_000).toBeCloseTo(0.5, 1);
});
