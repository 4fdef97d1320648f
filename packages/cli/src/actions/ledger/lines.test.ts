import { expect, test } from "vitest";

import { linesOf } from "./lines.ts";

async function* pieces(...chunks: string[]) {
  yield* chunks;
}

test.each([
  [
    ["a\nb", "c\n", "\nd"],
    ["a", "bc", "", "d"],
  ],
  [["a\u2028b\n"], ["a\u2028b"]],
  [["a\r\n"], ["a\r"]],
  [[""], []],
])("%j has the lines %j", async (chunks, lines) => {
  const found: string[] = [];
  for await (const line of linesOf(pieces(...chunks))) found.push(line);
  expect(found).toEqual(lines);
});
