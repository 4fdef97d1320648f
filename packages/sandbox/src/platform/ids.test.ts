import { idPrefixes, type IdKind } from "@micro/sdk/contract";
import { expect, test } from "vitest";

import { createIds } from "./ids.ts";
import { createRandom } from "./random.ts";

test.each(Object.entries(idPrefixes))("an id of a %s is %s_ and 24 base62 characters", (kind, prefix) => {
  expect(createIds(createRandom("seed")).next(kind as IdKind)).toMatch(new RegExp(`^${prefix}_[0-9A-Za-z]{24}$`));
});

test("no two kinds share a prefix", () => {
  const prefixes = Object.values(idPrefixes);
  expect(new Set(prefixes).size).toBe(prefixes.length);
});

test("the seed decides the ids of a kind, whatever is drawn for the others", () => {
  const [left, right] = [createIds(createRandom("seed")).next, createIds(createRandom("seed")).next];
  left("event");
  left("event");
  expect([left("charge"), left("charge")]).toEqual([right("charge"), right("charge")]);
  expect(left("event")).not.toBe(right("event"));
});

test("ten thousand ids are all different", () => {
  const ids = createIds(createRandom("seed")).next;
  expect(new Set(Array.from({ length: 10_000 }, () => ids("event"))).size).toBe(10_000);
});

test("ids of a kind come in the order of their text, and cannot be guessed from one another", () => {
  const ids = createIds(createRandom("seed")).next;
  const made = Array.from({ length: 10_000 }, () => ids("ledgerTransaction"));
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made.map((id) => id.slice(-16))).size).toBe(made.length);
});

test("another seed begins at another place", () => {
  const [left, right] = [createIds(createRandom("seed")).next, createIds(createRandom("seed:2")).next];
  expect(left("event").slice(0, 8)).not.toBe(right("event").slice(0, 8));
});
