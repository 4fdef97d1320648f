import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createRandom } from "../../platform/random.ts";
import { attemptDelaysMs, nextAttemptAt } from "./retry-schedule.ts";

const now = 1_800_000_000_123;
const waitOf = (made: number, seed: string, retryAfterMs?: number) => {
  const next = nextAttemptAt({ made, fraction: createRandom(seed).fractionOf("retry"), retryAfterMs }, now);
  return next === undefined ? undefined : next - now;
};

const [second, minute, hour] = [1000, 60_000, 3_600_000];

test("the schedule is the one that is documented", () => {
  expect(attemptDelaysMs).toEqual([
    0,
    5 * second,
    5 * minute,
    30 * minute,
    2 * hour,
    5 * hour,
    10 * hour,
    14 * hour,
    20 * hour,
    24 * hour,
  ]);
});

describe("the wait before the next attempt", () => {
  test.each(attemptDelaysMs.slice(1).map((delay, index) => [index + 1, delay] as const))(
    "after attempt %i is %i ms, a fifth more or less",
    (count, delay) => {
      const waits = Array.from({ length: 200 }, (_, index) => waitOf(count, `${index}`) ?? 0);
      for (const wait of waits) {
        expect(wait).toBeGreaterThanOrEqual(0.8 * delay);
        expect(wait).toBeLessThanOrEqual(1.2 * delay);
        expect(Number.isInteger(wait)).toBe(true);
      }
      expect(Math.min(...waits)).toBeLessThan(0.85 * delay);
      expect(Math.max(...waits)).toBeGreaterThan(1.15 * delay);
    },
  );

  test("is decided by the seed", () => {
    expect(waitOf(3, "a")).toBe(waitOf(3, "a"));
    expect(waitOf(3, "a")).not.toBe(waitOf(3, "b"));
  });

  test("ends on a grid of a hundredth of the delay, so that many deliveries are attempted together", () => {
    const instants = new Set(Array.from({ length: 1000 }, (_, index) => waitOf(9, `${index}`)));
    expect(instants.size).toBeLessThanOrEqual(41);
  });

  test("does not come when every attempt was made", () => {
    expect(waitOf(attemptDelaysMs.length, "a")).toBeUndefined();
    expect(waitOf(99, "a", 5000)).toBeUndefined();
  });

  test("is never shorter than the receiver asks: at least the schedule's, and up to twice as long", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(200 * hour), fc.string(), (count, asked, seed) => {
        const delay = attemptDelaysMs[count]!;
        const wait = waitOf(count, seed, asked) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(Math.min(Math.max(asked, delay), 2 * delay));
        expect(wait).toBeLessThanOrEqual(Math.max(1.2 * delay, Math.min(asked, 2 * delay)) + 1);
      }),
    );
  });
});
