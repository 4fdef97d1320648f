import type { PageParams } from "@micro/sdk/contract";
import * as fc from "fast-check";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { DomainError } from "../errors.ts";
import type { Database } from "./database.ts";
import { pageOf } from "./page.ts";
import { openSqlite } from "./sqlite.ts";
import { slots, statements, type Params } from "./statement.ts";

interface ThingRow {
  n: number;
  id: string;
  realm: number;
  colour: string;
  created: number;
}
type NewThing = Omit<ThingRow, "n">;

const sql = statements<{ things: NewThing }>();
const insert = sql((q, p: Params<NewThing>) =>
  q.insertInto("things").values(slots(p, ["id", "realm", "colour", "created"])),
);
const things = pageOf<ThingRow>("things");

interface Query extends PageParams {
  colour?: string | undefined;
  prefix?: string | undefined;
}

let db: Database;
beforeEach(async () => {
  db = await openThings();
});

async function openThings(): Promise<Database> {
  const opened = openSqlite(undefined);
  onTestFinished(() => opened.close());
  await opened.execute(
    "CREATE TABLE things (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, realm INTEGER NOT NULL, colour TEXT NOT NULL, created INTEGER NOT NULL)",
  );
  return opened;
}

const add = (rows: readonly NewThing[], to = db) =>
  to.transaction(async (tx) => {
    for (const row of rows) await tx.run(insert, row);
  });
const thing = (number: number, fields: Partial<NewThing> = {}): NewThing => ({
  id: `t${number}`,
  realm: 1,
  colour: "red",
  created: number,
  ...fields,
});
const numbered = (count: number) => Array.from({ length: count }, (_, index) => thing(index + 1));

const list = ({ colour, prefix, ...params }: Query = {}, realm = 1, from = db) =>
  from.read((reader) =>
    things(reader, {
      url: "/things",
      owner: realm,
      params,
      filters: { colour },
      prefixes: { colour: prefix },
      toResource: ({ id }) => id,
    }),
  );

describe("a page", () => {
  test("holds the ten newest, newest first, and tells that there are more", async () => {
    await add(numbered(12));
    expect(await list()).toEqual({
      object: "list",
      url: "/things",
      has_more: true,
      data: ["t12", "t11", "t10", "t9", "t8", "t7", "t6", "t5", "t4", "t3"],
    });
  });

  test.each([
    [{ limit: 2 }, ["t5", "t4"], true],
    [{ limit: 5 }, ["t5", "t4", "t3", "t2", "t1"], false],
    [{ limit: 2, starting_after: "t4" }, ["t3", "t2"], true],
    [{ limit: 2, starting_after: "t3" }, ["t2", "t1"], false],
    [{ starting_after: "t1" }, [], false],
    [{ limit: 2, ending_before: "t2" }, ["t4", "t3"], true],
    [{ limit: 2, ending_before: "t3" }, ["t5", "t4"], false],
    [{ ending_before: "t5" }, [], false],
    [{ created: { gt: 2 } }, ["t5", "t4", "t3"], false],
    [{ created: { gte: 2, lt: 4 } }, ["t3", "t2"], false],
    [{ created: { lte: 1 } }, ["t1"], false],
    [{ created: { gt: 4, lt: 5 } }, [], false],
  ])("of five with %j is %j", async (params, data, hasMore) => {
    await add(numbered(5));
    expect(await list(params)).toMatchObject({ data, has_more: hasMore });
  });

  test("is filtered by a value, or by how a value begins", async () => {
    await add([thing(1, { colour: "red" }), thing(2, { colour: "reddish" }), thing(3, { colour: "blue" })]);
    expect((await list({ colour: "red" })).data).toEqual(["t1"]);
    expect((await list({ prefix: "red" })).data).toEqual(["t2", "t1"]);
    expect((await list({ prefix: "" })).data).toEqual(["t3", "t2", "t1"]);
    expect((await list({ prefix: "re%" })).data).toEqual([]);
  });

  test("can begin at an item that the filter leaves out", async () => {
    await add([thing(1), thing(2, { colour: "blue" }), thing(3)]);
    expect((await list({ colour: "red", starting_after: "t2" })).data).toEqual(["t1"]);
  });

  test("never holds another realm's rows, nor begins at one", async () => {
    await add([thing(1), thing(2, { realm: 2 })]);
    expect((await list({}, 2)).data).toEqual(["t2"]);
    await expect(list({ starting_after: "t1" }, 2)).rejects.toMatchObject({
      code: "resource_missing",
      details: { param: "starting_after" },
    });
  });

  test.each(["starting_after", "ending_before"] as const)("that begins at an unknown %s is refused", async (param) => {
    const refused = list({ [param]: "nope" });
    await expect(refused).rejects.toBeInstanceOf(DomainError);
    await expect(refused).rejects.toMatchObject({ code: "resource_missing", details: { param } });
  });

  test("with both cursors is refused", async () => {
    await add(numbered(3));
    await expect(list({ starting_after: "t1", ending_before: "t3" })).rejects.toMatchObject({
      code: "parameter_invalid",
      details: { param: "ending_before" },
    });
  });
});

test("rows that are added while someone pages neither repeat nor hide one", async () => {
  await add(numbered(20));
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let round = 0; ; round++) {
    const page = await list({ limit: 3, ...(cursor !== undefined && { starting_after: cursor }) });
    seen.push(...page.data);
    if (!page.has_more) break;
    cursor = page.data.at(-1);
    await add([thing(100 + round), thing(200 + round)]);
  }
  expect(seen).toEqual(
    numbered(20)
      .map(({ id }) => id)
      .toReversed(),
  );
});

const colours = ["red", "reddish", "blue"];
const rowsOf = fc.array(
  fc.record({ realm: fc.constantFrom(1, 2), colour: fc.constantFrom(...colours), created: fc.nat(9) }),
  {
    maxLength: 25,
  },
);
const bound = fc.option(fc.nat(10), { nil: undefined });
const queryOf = fc.record({
  limit: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  cursor: fc.option(fc.tuple(fc.constantFrom("starting_after", "ending_before"), fc.nat()), { nil: undefined }),
  colour: fc.option(fc.constantFrom(...colours), { nil: undefined }),
  prefix: fc.option(fc.constantFrom("re", "blue", "x"), { nil: undefined }),
  created: fc.option(fc.record({ gt: bound, gte: bound, lt: bound, lte: bound }), { nil: undefined }),
});

test("every page of every query is the one that a plain array gives", async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, fc.array(queryOf, { minLength: 1, maxLength: 6 }), async (drawn, queries) => {
      const from = openSqlite(undefined);
      try {
        await from.execute(
          "CREATE TABLE things (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, realm INTEGER NOT NULL, colour TEXT NOT NULL, created INTEGER NOT NULL)",
        );
        const rows = drawn.map((fields, index) => thing(index + 1, fields));
        await add(rows, from);
        const own = rows.filter(({ realm }) => realm === 1).toReversed();
        for (const { cursor, limit, colour, prefix, created } of queries) {
          const at = cursor && own.length > 0 ? own[cursor[1] % own.length] : undefined;
          const params = { limit, colour, prefix, created, ...(cursor && at && { [cursor[0]]: at.id }) } as Query;
          const expected = modelPage(own, params);
          expect(await list(params, 1, from)).toMatchObject(expected);
        }
      } finally {
        await from.close();
      }
    }),
    { numRuns: 150 },
  );
});

/** What a page is, said with arrays. */
function modelPage(newestFirst: readonly NewThing[], query: Query) {
  const { limit = 10, colour, prefix, created = {}, starting_after: after, ending_before: before } = query;
  const place = (id: string) => newestFirst.findIndex((row) => row.id === id);
  const fits = (row: NewThing, index: number) =>
    (colour === undefined || row.colour === colour) &&
    (prefix === undefined || row.colour.startsWith(prefix)) &&
    (created.gt === undefined || row.created > created.gt) &&
    (created.gte === undefined || row.created >= created.gte) &&
    (created.lt === undefined || row.created < created.lt) &&
    (created.lte === undefined || row.created <= created.lte) &&
    (after === undefined || index > place(after)) &&
    (before === undefined || index < place(before));
  const fitting = newestFirst.filter(fits).map(({ id }) => id);
  return {
    data: before === undefined ? fitting.slice(0, limit) : fitting.slice(-limit),
    has_more: fitting.length > limit,
  };
}
