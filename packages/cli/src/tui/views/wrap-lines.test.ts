import { expect, test } from "vitest";

import { wrapLines } from "./wrap-lines.ts";

test("a line that fits stays as it is", () => {
  const line = [{ text: "ab", bold: true }, { text: "cd" }];
  expect(wrapLines(["abcd", line], 4)).toEqual(["abcd", line]);
});

test("one that does not goes on below, as far in as it began, and keeps its looks", () => {
  expect(wrapLines([[{ text: "  abcd", bold: true }, { text: "efghi" }]], 6)).toEqual([
    [{ text: "  abcd", bold: true }],
    [{ text: "  " }, { text: "efgh" }],
    [{ text: "  " }, { text: "i" }],
  ]);
});

test("a letter that is two columns wide is not cut, nor one of several signs", () => {
  expect(wrapLines(["a支付"], 4)).toEqual([[{ text: "a支" }], [{ text: "付" }]]);
  expect(wrapLines(["ab👩‍👩‍👧c"], 8)).toEqual([[{ text: "ab👩‍👩‍👧" }], [{ text: "c" }]]);
});
