import * as fc from "fast-check";
import { expect, test } from "vitest";

import { encodeQuery, type Query, type QueryValue } from "./encode-query.ts";

test("nested objects and lists are written in brackets, and what is not set is left out", () => {
  const query = {
    limit: 5,
    created: { gte: 1, lt: undefined },
    id: ["a", "b"],
    deep: { a: { b: true } },
    none: undefined,
  };
  expect(encodeQuery(query)).toBe("limit=5&created[gte]=1&id[]=a&id[]=b&deep[a][b]=true");
  expect(encodeQuery({})).toBe("");
});

test("any name and value comes through a URL parser unchanged", () => {
  const name = fc.string({ minLength: 1, unit: "grapheme" });
  const leaf = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean());
  const value = fc.letrec<{ value: QueryValue; leaf: QueryValue; list: QueryValue; object: QueryValue }>((tie) => ({
    leaf,
    list: fc.array(tie("leaf"), { maxLength: 3 }),
    object: fc.dictionary(name, tie("value"), { maxKeys: 3 }),
    value: fc.oneof({ maxDepth: 3 }, tie("leaf"), tie("list"), tie("object")),
  })).value;

  const pairsOf = (path: string, item: QueryValue): [string, string][] => {
    if (typeof item !== "object") return [[path, String(item)]];
    if (Array.isArray(item)) return item.flatMap((one: QueryValue) => pairsOf(`${path}[]`, one));
    return Object.entries(item).flatMap(([key, one]: [string, QueryValue]) => pairsOf(`${path}[${key}]`, one));
  };
  fc.assert(
    fc.property(fc.dictionary(name, value), (query: Query) => {
      const { searchParams } = new URL(`http://sandbox.test/?${encodeQuery(query)}`);
      expect([...searchParams]).toEqual(Object.entries(query).flatMap(([key, item]) => pairsOf(key, item)));
    }),
  );
});
