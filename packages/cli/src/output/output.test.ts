import { expect, test } from "vitest";

import { either, nearest } from "./nearest.ts";
import { table } from "./table.ts";
import { widthOf } from "./width.ts";

test("columns are as wide as what is seen in them, and nothing hangs over at the end", () => {
  expect(
    table([
      ["a", "1"],
      ["\u001B[1mlonger\u001B[22m", "22", ""],
      ["b", "", "x"],
    ]),
  ).toBe(["a       1", "\u001B[1mlonger\u001B[22m  22", "b           x"].join("\n"));
});

test.for([
  ["payment.suceeded", ["payment.succeeded"]],
  ["payment.s", ["payment.succeeded"]],
  ["zzzzz", []],
] as const)("%s may mean %j", ([word, names]) => {
  expect(nearest(word, ["payment.created", "payment.succeeded", "charge.failed"])).toEqual(names);
});

test("names are joined as people do", () => {
  expect([either(["a"]), either(["a", "b"]), either(["a", "b", "c"])]).toEqual(["a", "a or b", "a, b or c"]);
});

test("the width of a text is what a terminal gives it", () => {
  const texts = ["abc", "\u001B[31mabc\u001B[39m", "支付", "é", "e\u0301", "שלום", "👍", "a\u200Db", ""];
  expect(texts.map(widthOf)).toEqual([3, 3, 4, 1, 1, 4, 2, 2, 0]);
});
