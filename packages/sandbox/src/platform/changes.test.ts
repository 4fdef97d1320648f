import { expect, test } from "vitest";

import { changesBetween, withoutChanges } from "./changes.ts";

test.each([
  ["nothing", { a: 1, b: { c: [1] } }, { a: 1, b: { c: [1] } }, {}],
  ["a value", { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 2 }],
  ["a value that comes", { a: null }, { a: "x" }, { a: null }],
  ["a field of an object", { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 2 } }],
  ["a key that comes", { metadata: {} }, { metadata: { order: "7" } }, { metadata: { order: null } }],
  ["a key that goes", { metadata: { order: "7" } }, { metadata: {} }, { metadata: { order: "7" } }],
  ["an element of an array", { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, { a: [1, { b: 2 }] }],
  ["an object that comes", { a: null }, { a: { b: 1 } }, { a: null }],
  ["an object that goes", { a: { b: 1 } }, { a: null }, { a: { b: 1 } }],
])("where %s changes", (_what, before, after, changes) => {
  expect(changesBetween(before, after)).toEqual(changes);
  expect(changesBetween(withoutChanges(after, changes), after)).toEqual(changes);
});
