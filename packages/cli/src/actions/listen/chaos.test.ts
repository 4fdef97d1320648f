import { expect, test, vi } from "vitest";

import { createChaos, noChaos, noFaults } from "./chaos.ts";
import { createShuffler } from "./shuffler.ts";

const none = { ...noFaults, seed: "1" };
const ids = Array.from({ length: 2000 }, (_, index) => `evt_${index}`);
const shareOf = (is: (id: string) => boolean) => ids.filter(is).length / ids.length;

test("the same seed decides alike, another one otherwise, in whatever order it is asked", () => {
  const [a, b, c] = ["1", "1", "2"].map((seed) => createChaos({ ...none, duplicate: 0.5, delayMs: 1000, seed }));
  const asked = ids.map((id) => a!.ofEvent(id));
  expect(
    ids
      .toReversed()
      .map((id) => b!.ofEvent(id))
      .toReversed(),
  ).toEqual(asked);
  expect(ids.map((id) => c!.ofEvent(id))).not.toEqual(asked);
});

test("the shares are what was asked for", () => {
  const chaos = createChaos({ ...none, duplicate: 0.2, drop: 0.1, corruptSignature: 0.3, staleTimestamp: 0.5 });
  expect(shareOf((id) => chaos.ofEvent(id).copies === 2)).toBeCloseTo(0.2, 1);
  expect(shareOf((id) => chaos.ofEvent(id).dropped)).toBeCloseTo(0.1, 1);
  expect(shareOf((id) => chaos.ofAttempt(id, 1).corruptSignature)).toBeCloseTo(0.3, 1);
  expect(shareOf((id) => chaos.ofAttempt(id, 1).staleTimestamp)).toBeCloseTo(0.5, 1);
  // Each attempt is decided anew, so that every event gets through in the end.
  expect(ids.some((id) => chaos.ofAttempt(id, 1).corruptSignature !== chaos.ofAttempt(id, 2).corruptSignature)).toBe(
    true,
  );
});

test("nothing goes wrong that nobody asked for", () => {
  for (const id of ids) {
    expect(noChaos.ofEvent(id)).toEqual({ dropped: false, copies: 1, delayMs: 0 });
    expect(noChaos.ofAttempt(id, 1)).toEqual({ corruptSignature: false, staleTimestamp: false });
  }
});

test("events wait for as many others as are to be mixed, leave all of them, and in another order", () => {
  vi.useFakeTimers();
  const left: string[] = [];
  const shuffler = createShuffler<{ id: string }>(createChaos({ ...none, shuffle: 5 }), ({ id }) => left.push(id));
  for (const id of ids.slice(0, 50)) shuffler.add({ id });
  expect(left).toHaveLength(45);
  vi.advanceTimersByTime(1000);
  expect(left.toSorted()).toEqual(ids.slice(0, 50).toSorted());
  expect(left).not.toEqual(ids.slice(0, 50));
  for (const [place, id] of left.entries()) expect(place - ids.indexOf(id)).toBeGreaterThanOrEqual(-5);
  vi.useRealTimers();
});

test("without mixing each event leaves at once", () => {
  const left: string[] = [];
  const shuffler = createShuffler<{ id: string }>(noChaos, ({ id }) => left.push(id));
  for (const id of ids.slice(0, 3)) shuffler.add({ id });
  expect(left).toEqual(ids.slice(0, 3));
});
