import { expect, test } from "vitest";

import { parseDuration } from "./duration.ts";
import { addPair, readLeniently, readList, readObject, readValue } from "./read-value.ts";

const schema = {
  properties: {
    amount: { type: "integer", minimum: 1 },
    confirm: { type: "boolean" },
    metadata: { patternProperties: { "": { type: "string" } } },
    entries: { items: { properties: { account_id: { type: "string" }, amount: { type: "integer" } } } },
    currency: { enum: ["usd", "eur"] },
    note: { anyOf: [{ type: "string" }, { type: "null" }] },
  },
};
const add = (...pairs: string[]) => pairs.reduce<object>((value, pair) => addPair(schema, value, pair, "-d"), {});

test("pairs are read as the schema has them, with lists and objects in brackets", () => {
  expect(
    add(
      "amount=5",
      "confirm=true",
      "metadata[order]=7",
      "entries[0][amount]=1",
      "entries[0][account_id]=a",
      "note=null",
    ),
  ).toEqual({
    amount: 5,
    confirm: true,
    metadata: { order: "7" },
    entries: [{ amount: 1, account_id: "a" }],
    note: null,
  });
});

test("what no schema knows is taken for what it looks like", () => {
  expect(["1", "true", "null", "[1]", "{", "007a", "1e3"].map((text) => readValue(undefined, text, "x"))).toEqual([
    1,
    true,
    null,
    [1],
    "{",
    "007a",
    "1e3",
  ]);
});

test("a list is repeated values, pairs with commas, or one JSON text", () => {
  const { entries } = schema.properties;
  expect(readList(entries, ["account_id=a,amount=1", '{"amount": 2}'], "--entries")).toEqual([
    { account_id: "a", amount: 1 },
    { amount: 2 },
  ]);
  expect(readList(entries, ['[{"amount": 2}]'], "--entries")).toEqual([{ amount: 2 }]);
  expect(readObject(schema.properties.metadata, ["a=b", "c=d=e"], "--metadata")).toEqual({ a: "b", c: "d=e" });
});

test.for([
  ["amount=1.5", /whole number/],
  ["amount=0", /at least 1/],
  ["confirm=yes", /true or false/],
  ["currency=gbp", /usd or eur/],
  ["=5", /not a parameter/],
] as const)("%s is refused", ([pair, message]) => {
  expect(() => add(pair)).toThrow(message);
});

test("a raw request may send what the schema refuses", () => {
  expect(addPair(schema, {}, "amount=0", "-d", readLeniently)).toEqual({ amount: 0 });
});

test("a time has a unit, seconds by default", () => {
  expect(["500ms", "5s", "2m", "1h", "3d", "1.5"].map((text) => parseDuration(text, "--timeout"))).toEqual([
    500, 5000, 120_000, 3_600_000, 259_200_000, 1500,
  ]);
  expect(() => parseDuration("soon", "--timeout")).toThrow(/500ms, 5s, 2m or 1h/);
});
