import { stripVTControlCharacters } from "node:util";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { startCount, startProgress } from "./progress.ts";

let shown: string[];
let nowMs: number;
let isTerminal: boolean;
const original = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
beforeEach(() => {
  shown = [];
  nowMs = 0;
  isTerminal = true;
  vi.stubEnv("CI", "");
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  Object.defineProperty(process.stderr, "isTTY", { configurable: true, get: () => isTerminal });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    const line = stripVTControlCharacters(String(text)).trim();
    if (line !== "") shown.push(line);
    return true;
  });
});
afterEach(() => {
  if (original) Object.defineProperty(process.stderr, "isTTY", original);
  else Reflect.deleteProperty(process.stderr, "isTTY");
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("a bar is shown once the work takes long, and for each step from then on", () => {
  const progress = startProgress("Fixtures", 4);
  progress.step("a");
  nowMs = 400;
  progress.step("b");
  progress.step("c");
  progress.step("d");
  expect(shown.map((line) => line.replaceAll(/[█░]+/g, "▒"))).toEqual(["Fixtures ▒ 2/4 b", "Fixtures ▒ 3/4 c"]);
});

test("work that tells how far it is moves the bar ten times a second at most", () => {
  const progress = startProgress("Verifying");
  for (nowMs = 0; nowMs < 1000; nowMs += 10) progress.reach(nowMs, 1000);
  progress.reach(1000, 1000);
  expect(shown).toHaveLength(7);
  expect(shown.at(-1)).toMatch(/^Verifying █+░* 900\/1000$/);
});

test("what is done is counted where nobody knows how much there is", () => {
  const count = startCount("Exporting", (bytes) => `${bytes / 1_000_000} MB`);
  nowMs = 500;
  count.add(1_500_000);
  nowMs = 700;
  count.add(1_000_000);
  count.end();
  expect(shown).toEqual(["Exporting 1.5 MB", "Exporting 2.5 MB"]);
});

test("nothing is shown where nobody looks", () => {
  isTerminal = false;
  const count = startCount("Exporting", (bytes) => `${bytes / 1_000_000} MB`);
  nowMs = 500;
  count.add(1);
  startProgress("Fixtures", 4).step();
  expect(shown).toEqual([]);
});
