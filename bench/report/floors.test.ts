import { describe, expect, test } from "vitest";

import type { Figure } from "../harness/figure.ts";
import { writeBudgets } from "./budgets.ts";
import { checkFloors, type Floors } from "./floors.ts";

/** Three rounds beside a baseline of 1000/s at 10 µs. */
const rate = (ours: number, cpuUs?: number): Figure => ({
  id: "create.32",
  title: "create, 32 connections",
  unit: "/s",
  ours: [ours, ours * 1.01, ours * 0.99],
  cpuUs: cpuUs === undefined ? [] : [cpuUs, cpuUs, cpuUs],
  baselines: [{ name: "echo", values: [1000, 1000, 1000], cpuUs: cpuUs === undefined ? [] : [10, 10, 10] }],
});
const time = (ours: number): Figure => ({
  id: "version",
  title: "micro --version",
  unit: "ms",
  ours: [ours],
  cpuUs: [],
  baselines: [{ name: "node", values: [20], cpuUs: [] }],
});

describe("the check against recorded floors", () => {
  const floors: Floors = {
    "create.32/echo": { budget: 0.3, recorded: 0.2, recordedCpu: 5 },
    "version/node": { budget: 1.3, recorded: 1.2 },
  };

  test("passes what is as it was, and what became better", () => {
    expect(checkFloors([rate(200, 50), time(24)], floors).size).toBe(0);
    expect(checkFloors([rate(400, 25), time(12)], floors).size).toBe(0);
  });

  test("fails a path that takes 30 % longer, by rate and by time", () => {
    const slower = checkFloors([rate(200 / 1.3, 50 * 1.3), time(24 * 1.3)], floors);
    expect([...slower]).toEqual([
      ["create.32/echo", "create.32/echo is 0.15, and 0.20 is recorded."],
      ["version/node", "version/node is 1.56, and 1.20 is recorded."],
    ]);
  });

  test("fails a path that takes half as long again, though it works no more: it waits", () => {
    expect([...checkFloors([rate(200 / 1.5, 50)], floors).keys()]).toEqual(["create.32/echo"]);
  });

  test("takes a little less at the same processor time for a neighbour's doing", () => {
    expect(checkFloors([rate(200 / 1.2, 50)], floors).size).toBe(0);
    expect([...checkFloors([rate(200 / 1.2, 50 * 1.2)], floors).keys()]).toEqual(["create.32/echo"]);
    expect([...checkFloors([rate(200 / 1.2)], floors).keys()]).toEqual(["create.32/echo"]);
  });

  test("says nothing of what was never recorded", () => {
    expect(checkFloors([rate(1, 1000)], {}).size).toBe(0);
  });
});

test("budgets are told apart by whether they are met, and those that nothing was measured for are named", () => {
  const floors: Floors = {
    "create.32/echo": { budget: 0.3 },
    version: { budget: 25 },
    "version/node": { budget: 1.3 },
    "memory.growth": { budget: 60 },
  };
  expect(writeBudgets([rate(200), time(24)], floors).split("\n")).toEqual([
    "2 of 3 budgets are met.",
    "",
    "Not met:",
    "",
    "- create, 32 connections: 0.20 of echo, and the budget is ≥ 0.3",
    "",
    "Met:",
    "",
    "- micro --version: 24.0 ms, and the budget is ≤ 25 ms",
    "- micro --version: 1.20 of node, and the budget is ≤ 1.3",
    "",
    "Not measured in this run:",
    "",
    "- `memory.growth`",
  ]);
});
