import { expect, test } from "vitest";

import { createChance } from "./chance.ts";

test("draws go on from where they were kept, whatever was drawn since", () => {
  const chance = createChance("seed");
  for (let round = 0; round < 700; round++) chance.ids("event");
  const saved = chance.save()!;
  const draw = () => [...Array.from({ length: 300 }, () => chance.ids("event")), chance.ids("refund")];
  const first = draw();
  chance.restore(saved);
  expect(draw()).toEqual(first);
  const other = createChance("other");
  other.restore(structuredClone(saved));
  expect(other.ids("event")).toBe(first[0]);
  expect(other.random.fork("x").bytes(8)).toEqual(chance.random.fork("x").bytes(8));
});

test("the names of processes and histories are never drawn again, and differ between forks", () => {
  const chance = createChance("seed");
  const saved = chance.save()!;
  const before = chance.ids("instance");
  chance.restore(saved);
  expect(chance.ids("instance")).not.toBe(before);
  const names = ["", "fork:1:", "fork:2:"].map((lineage) => createChance("seed", lineage).ids("instance"));
  expect(new Set([before, ...names]).size).toBe(4);
});

test("without a seed nothing is kept", () => {
  expect(createChance(undefined).save()).toBeUndefined();
});
