import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// The examples are checked as a part of this program, and not run: each needs a sandbox that goes on.
export type * from "./readme/expand.ts";
export type * from "./readme/follow.ts";
export type * from "./readme/pay.ts";
export type * from "./readme/receive.ts";

const read = (path: string) => readFileSync(`${import.meta.dirname}/${path}`, "utf8");

test("every example of the README is one that is compiled", () => {
  const files = globSync("readme/*.ts", { cwd: import.meta.dirname });
  const examples = files.map((file) => read(file).replace(/^\/\/ oxlint-disable .*\n/, ""));
  const shown = Array.from(read("../README.md").matchAll(/```ts\n(.+?)```/gs), ([, code]) => code);
  expect(new Set(shown)).toEqual(new Set(examples));
});
