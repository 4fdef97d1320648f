import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { limits } from "../limits.ts";
import type { Database, Reader } from "./database.ts";
import { openSqlite } from "./sqlite.ts";
import { cached, slots, statements, type Params } from "./statement.ts";

interface ItemRow {
  id: number;
  name: string;
}
const sql = statements<{ items: ItemRow; others: ItemRow }>();
const insert = sql((q, p: Params<ItemRow>) => q.insertInto("items").values(slots(p, ["id", "name"])));
const insertOther = sql((q, p: Params<ItemRow>) => q.insertInto("others").values(slots(p, ["id", "name"])));
const rename = sql((q, p: Params<ItemRow>) =>
  q
    .updateTable("items")
    .set({ name: p("name") })
    .where("id", "=", p("id")),
);
const remove = sql((q, p: Params<{ id: number }>) => q.deleteFrom("items").where("id", "=", p("id")));
const take = sql((q, p: Params<{ id: number }>) => q.deleteFrom("items").where("id", "=", p("id")).returning("name"));
const find = sql((q, p: Params<{ id: number }>) => q.selectFrom("items").selectAll().where("id", "=", p("id")));
const findNamed = sql((q, p: Params<ItemRow>) =>
  q.selectFrom("items").selectAll().where("id", "=", p("id")).where("name", "=", p("name")),
);
const all = sql((q) => q.selectFrom("items").selectAll().orderBy("id"));
const pairs = sql((q) =>
  q
    .selectFrom("items")
    .innerJoin("others", "others.id", "items.id")
    .select(["items.id", "others.name"])
    .orderBy("items.id"),
);
const [findCached, allCached, pairsCached, namedCached] = [cached(find), cached(all), cached(pairs), cached(findNamed)];

const schema = ["items", "others"].map((name) => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, name TEXT NOT NULL)`);

async function open(...items: ItemRow[]): Promise<Database> {
  const db = openSqlite(undefined);
  onTestFinished(() => db.close());
  await db.execute(schema.join(";"));
  await db.transaction(async (tx) => {
    for (const item of items) await tx.run(insert, item);
  });
  return db;
}

const one = { id: 1, name: "one" };
const findOne = (db: Database) => db.read((reader) => reader.first(findCached, { id: 1 }));
const undone = new Error("undone");

describe("the answer of a cached statement", () => {
  test("is the same rows again, also of none, which nobody can change", async () => {
    const db = await open(one);
    const row = await findOne(db);
    expect(row).toEqual(one);
    expect(await findOne(db)).toBe(row);
    expect(Object.isFrozen(row)).toBe(true);
    const rows = await db.read((reader) => reader.all(findCached, { id: 1 }));
    expect(rows).toEqual([row]);
    expect(Object.isFrozen(rows)).toBe(true);
    expect(await db.read((reader) => reader.first(findCached, { id: 2 }))).toBeUndefined();
  });

  test("is that to all the values it was asked with", async () => {
    const db = await open(one);
    const look = (name: string) => db.read((reader) => reader.first(namedCached, { id: 1, name }));
    expect([await look("one"), await look("two")]).toEqual([one, undefined]);
  });

  test.each([
    ["inserts", (db: Database) => db.transaction((tx) => tx.run(insert, { id: 2, name: "two" })), [1, 2]],
    ["updates", (db: Database) => db.transaction((tx) => tx.run(rename, { id: 1, name: "1" })), [1]],
    ["deletes", (db: Database) => db.transaction((tx) => tx.run(remove, { id: 1 })), []],
    ["deletes and tells of it", (db: Database) => db.transaction((tx) => tx.all(take, { id: 1 })), []],
    ["is executed", (db: Database) => db.execute("DELETE FROM items"), []],
  ] as const)("is read again behind what %s", async (_name, write, left) => {
    const db = await open(one);
    const look = () => db.read((reader) => reader.all(allCached, {}));
    const before = await look();
    await write(db);
    const after = await look();
    expect(after).not.toBe(before);
    expect(after).toEqual(await db.read((reader) => reader.all(all, {})));
    expect(after.map(({ id }) => id)).toEqual(left);
  });

  test("is read again when any of its tables is written, and no other", async () => {
    const db = await open(one);
    const look = () => db.read((reader) => reader.all(pairsCached, {}));
    const row = await findOne(db);
    expect(await look()).toEqual([]);
    await db.transaction((tx) => tx.run(insertOther, { id: 1, name: "uno" }));
    expect(await look()).toEqual([{ id: 1, name: "uno" }]);
    expect(await findOne(db)).toBe(row);
    await db.transaction((tx) => tx.run(remove, { id: 1 }));
    expect(await look()).toEqual([]);
  });

  test("of a transaction or a savepoint that is undone is forgotten with it", async () => {
    const db = await open(one);
    const fail = db.transaction(async (tx) => {
      await tx.run(rename, { id: 1, name: "never" });
      expect(await tx.first(findCached, { id: 1 })).toEqual({ id: 1, name: "never" });
      throw undone;
    });
    await expect(fail).rejects.toThrow(undone);
    expect(await findOne(db)).toEqual(one);
    await db.transaction(async (tx) => {
      const inner = tx.savepoint(async () => {
        await tx.run(rename, { id: 1, name: "never" });
        expect(await tx.first(findCached, { id: 1 })).toEqual({ id: 1, name: "never" });
        throw undone;
      });
      await expect(inner).rejects.toThrow(undone);
      expect(await tx.first(findCached, { id: 1 })).toEqual(one);
    });
  });

  test("does not outlive the database that it was read from", async () => {
    const db = await open(one);
    const image = await db.image();
    await db.transaction((tx) => tx.run(rename, { id: 1, name: "later" }));
    expect(await findOne(db)).toEqual({ id: 1, name: "later" });
    await db.load(image, async () => {});
    expect(await findOne(db)).toEqual(one);
  });

  test("makes room for others", async () => {
    const db = await open(one);
    const row = await findOne(db);
    await db.read(async (reader) => {
      for (let id = 2; id <= limits.cachedAnswersMax + 1; id++) await reader.first(findCached, { id });
    });
    const again = await findOne(db);
    expect(again).toEqual(one);
    expect(again).not.toBe(row);
  });

  test("is at every moment what the statement itself answers", async () => {
    const change = fc.record({
      what: fc.constantFrom("insert", "rename", "remove", "other", "look", "undo"),
      id: fc.nat(3),
      name: fc.constantFrom("a", "b"),
    });
    const transactions = fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 8 });
    const compare = async (reader: Reader) => {
      for (const id of [0, 1, 2, 3]) {
        expect(await reader.first(findCached, { id })).toEqual(await reader.first(find, { id }));
      }
      expect(await reader.all(allCached, {})).toEqual(await reader.all(all, {}));
      expect(await reader.all(pairsCached, {})).toEqual(await reader.all(pairs, {}));
    };
    await fc.assert(
      fc.asyncProperty(transactions, async (works) => {
        const db = await open();
        // At once, so that they share a commit: what fails is undone alone.
        const done = works.map((changes) =>
          db.transaction(async (tx) => {
            for (const { what, id, name } of changes) {
              if (what === "insert") await tx.run(insert, { id, name });
              if (what === "rename") await tx.run(rename, { id, name });
              if (what === "remove") await tx.run(remove, { id });
              if (what === "other") await tx.run(insertOther, { id, name });
              if (what === "undo") throw undone;
              await compare(tx);
            }
          }),
        );
        await Promise.allSettled(done);
        await db.read(compare);
        await db.close();
      }),
      { numRuns: 60 },
    );
  });
});
