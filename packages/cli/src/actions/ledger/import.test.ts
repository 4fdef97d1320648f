import { expect, test } from "vitest";

import { chunksOf } from "./import.ts";

/** The calls that lines are sent in. */
async function callsOf(lines: readonly string[]) {
  const calls = [];
  for await (const call of chunksOf(each(lines))) calls.push(call);
  return calls;
}
async function* each(lines: readonly string[]) {
  yield* lines;
}

test("lines are sent in calls of a thousand, each with the number of its first line", async () => {
  const lines = Array.from({ length: 2500 }, (_, index) => `line ${index + 1}`);
  const chunks = await callsOf(lines);
  expect(chunks.map(({ firstLine, lines }) => [firstLine, lines[0], lines.length])).toEqual([
    [1, "line 1", 1000],
    [1001, "line 1001", 1000],
    [2001, "line 2001", 500],
  ]);
});

test("long lines are sent in calls that the sandbox takes", async () => {
  const chunks = await callsOf(Array.from({ length: 10 }, () => "x".repeat(150_000)));
  expect(chunks.map(({ lines }) => lines.length)).toEqual([2, 2, 2, 2, 2]);
});

test("nothing is sent for an empty file", async () => {
  expect(await callsOf([""])).toEqual([]);
});
