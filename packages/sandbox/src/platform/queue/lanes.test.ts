import { expect, test } from "vitest";

import { createLanes, type ReadyLane } from "./lanes.ts";

const namesOf = (ready: readonly ReadyLane[]) => ready.map(({ lane, count }) => `${lane.name} ${count}`);

test("a lane begins nothing before its instant, and says when that is", () => {
  const lanes = createLanes();
  lanes.limit("a", { max: 3, notBefore: 500 });
  lanes.note("a", 100);
  expect([lanes.nextDue(), namesOf(lanes.ready(499))]).toEqual([500, []]);
  expect(namesOf(lanes.ready(500))).toEqual(["a 3"]);
});

test("a lane begins no more in a second than it may, and saves up little", () => {
  const lanes = createLanes();
  lanes.limit("a", { max: 100, perSecond: 40 });
  lanes.note("a", 0);
  // Two are what comes in a twentieth of a second.
  expect(namesOf(lanes.ready(10_000))).toEqual(["a 2"]);
  for (let count = 0; count < 2; count += 1) lanes.begin("a", 10_000);
  expect([lanes.nextDue(), namesOf(lanes.ready(10_000))]).toEqual([10_025, []]);
  expect(namesOf(lanes.ready(20_000))).toEqual(["a 2"]);
});

test("whoever was served longest ago comes first", () => {
  const lanes = createLanes();
  for (const name of ["a", "b", "c"]) lanes.note(name, name === "b" ? 0 : 100);
  expect(namesOf(lanes.ready(0)).join()).toMatch(/^b/);
  expect(namesOf(lanes.ready(100)).map((name) => name[0])).toEqual(["a", "c", "b"]);
});

test("what is noted while a lane is looked into comes before what the look finds behind it", () => {
  const lanes = createLanes();
  lanes.note("a", 10);
  const [ready] = lanes.ready(10);
  expect(lanes.look(ready!.lane)).toEqual({ due_at: 10, n: 0 });
  lanes.note("a", 20);
  lanes.found("a", { due_at: 30, n: 7 });
  expect(lanes.nextDue()).toBe(20);
});
