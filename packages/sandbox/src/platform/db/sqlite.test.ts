import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import BetterSqlite from "better-sqlite3";
import type { Generated } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";

import { ConstraintError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Database, Reader, Transaction } from "./database.ts";
import { imageOfSchema } from "./image.ts";
import { openSqlite } from "./sqlite.ts";
import { cached, slots, statements, type Params } from "./statement.ts";

interface ItemRow {
  id: number;
  name: string;
}
const sql = statements<{ items: ItemRow }>();
const insert = sql((q, p: Params<ItemRow>) => q.insertInto("items").values(slots(p, ["id", "name"])));
const insertNext = sql((q, p: Params<{ name: string }>) =>
  q.insertInto("items").values({ name: p("name") } as ItemRow),
);
const rename = sql((q, p: Params<ItemRow>) =>
  q
    .updateTable("items")
    .set({ name: p("name") })
    .where("id", "=", p("id")),
);
const all = sql((q) => q.selectFrom("items").selectAll().orderBy("id"));
const named = sql((q, p: Params<{ name: string; limit: number }>) =>
  q.selectFrom("items").selectAll().where("name", "=", p("name")).orderBy("id").limit(p("limit")),
);
const find = sql((q, p: Params<{ id: number }>) => q.selectFrom("items").selectAll().where("id", "=", p("id")));
const take = sql((q, p: Params<{ id: number }>) => q.deleteFrom("items").where("id", "=", p("id")).returning("name"));

async function openItems(file?: string): Promise<Database> {
  const db = openSqlite(file);
  onTestFinished(() => db.close());
  await db.execute(
    "CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, CONSTRAINT name_not_bad CHECK (name <> 'bad'))",
  );
  return db;
}
const ids = async (db: Database) => (await db.read((reader) => reader.all(all, {}))).map(({ id }) => id);
const add = (tx: Transaction, id: number, name = "x") => tx.run(insert, { id, name });

describe("a transaction", () => {
  test("keeps all of its work, and answers what its work answers", async () => {
    const db = await openItems();
    const answer = await db.transaction(async (tx) => {
      await add(tx, 1);
      await add(tx, 2);
      return "answer";
    });
    expect(answer).toBe("answer");
    expect(await ids(db)).toEqual([1, 2]);
  });

  test("that throws keeps nothing, and rejects with what was thrown", async () => {
    const db = await openItems();
    const cause = new Error("no");
    await expect(
      db.transaction(async (tx) => {
        await add(tx, 1);
        throw cause;
      }),
    ).rejects.toBe(cause);
    expect(await ids(db)).toEqual([]);
  });

  test("sees its own work", async () => {
    const db = await openItems();
    const seen = await db.transaction(async (tx) => {
      await add(tx, 1, "mine");
      return tx.first(find, { id: 1 });
    });
    expect(seen).toEqual({ id: 1, name: "mine" });
  });

  test("says how many rows a statement changed", async () => {
    const db = await openItems();
    const changed = await db.transaction(async (tx) => {
      await add(tx, 1);
      return [await tx.run(rename, { id: 1, name: "y" }), await tx.run(rename, { id: 2, name: "y" })];
    });
    expect(changed).toEqual([1, 0]);
  });

  test.each<[string, (tx: Transaction) => unknown]>([
    ["all", (tx) => tx.all(all, {})],
    ["first", (tx) => tx.first(find, { id: 1 })],
    ["run", (tx) => add(tx, 1)],
    ["savepoint", (tx) => tx.savepoint(() => Promise.resolve())],
    ["onCommit", (tx) => tx.onCommit(() => {})],
  ])("that has ended throws at `%s`", async (_, use) => {
    const db = await openItems();
    let leaked: Transaction | undefined;
    await db.transaction((tx) => {
      leaked = tx;
      return Promise.resolve();
    });
    await expect((async () => use(leaked!))()).rejects.toThrow("after its transaction ended");
    expect(await ids(db)).toEqual([]);
  });

  test("that was undone throws at every use, too", async () => {
    const db = await openItems();
    let leaked: Transaction | undefined;
    await db
      .transaction((tx) => {
        leaked = tx;
        return Promise.reject(new Error("no"));
      })
      .catch(() => {});
    await expect(add(leaked!, 1)).rejects.toThrow("after its transaction ended");
    expect(await ids(db)).toEqual([]);
  });

  test("names the constraint that refused a change", async () => {
    const db = await openItems();
    const failure = await db.transaction((tx) => add(tx, 1, "bad")).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(ConstraintError);
    expect(failure).toMatchObject({ constraint: "name_not_bad" });
  });

  test("can go on after a statement that failed", async () => {
    const db = await openItems();
    await db.transaction(async (tx) => {
      await add(tx, 1);
      await expect(add(tx, 1)).rejects.toBeInstanceOf(ConstraintError);
      await add(tx, 2);
    });
    expect(await ids(db)).toEqual([1, 2]);
  });
});

describe("transactions that share a commit", () => {
  const failing = (db: Database, id: number) =>
    db.transaction(async (tx) => {
      await add(tx, id);
      throw new Error("no");
    });

  test("keep their work and its numbers when one among them is undone", async () => {
    const db = await openItems();
    const keep = (name: string) => db.transaction((tx) => tx.insert(insertNext, { name }));
    const [first, undone, second, , third] = await Promise.allSettled([
      keep("a"),
      failing(db, 7),
      keep("b"),
      db.transaction((tx) => tx.run(rename, { id: 1, name: "renamed" })),
      keep("c"),
      failing(db, 8),
    ]);
    expect([first, second, third].map((each) => each.status === "fulfilled" && each.value)).toEqual([1, 2, 3]);
    expect(undone.status).toBe("rejected");
    expect(await db.read((reader) => reader.all(all, {}))).toEqual([
      { id: 1, name: "renamed" },
      { id: 2, name: "b" },
      { id: 3, name: "c" },
    ]);
  });

  test("keep their work when one among them finds no room on the disk, unless that one hides it", async () => {
    const db = await openItems();
    await db.execute("PRAGMA max_page_count = 10");
    const large = (tx: Transaction) => add(tx, 9, "x".repeat(100_000));
    const each = async (work: (tx: Transaction) => Promise<unknown>, [before, behind]: [number, number]) =>
      (
        await Promise.allSettled([
          db.transaction((tx) => add(tx, before)),
          db.transaction(work),
          db.transaction((tx) => add(tx, behind)),
        ])
      ).map(({ status }) => status);
    expect(await each(large, [1, 2])).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await ids(db)).toEqual([1, 2]);
    // SQLite has given the whole transaction up: what follows would be committed apart from it.
    expect(await each((tx) => large(tx).catch(() => 0), [3, 4])).toEqual(["rejected", "rejected", "rejected"]);
    expect(await ids(db)).toEqual([1, 2]);
  });

  test.each(["all", "first"] as const)("keep and undo what is written by %s, too", async (query) => {
    const db = await openItems();
    const taking = (id: number, fails: boolean) =>
      db.transaction(async (tx) => {
        await tx[query](take, { id });
        if (fails) throw new Error("no");
      });
    for (const id of [1, 2]) await db.transaction((tx) => add(tx, id));
    await Promise.allSettled([taking(1, false), failing(db, 7)]);
    expect(await ids(db)).toEqual([2]);
    await Promise.allSettled([taking(2, true), db.transaction((tx) => add(tx, 3))]);
    expect(await ids(db)).toEqual([2, 3]);
  });

  test("each have a reason of their own when they fail, and that of the commit when it does", async () => {
    const db = await openItems();
    await db.execute(
      "CREATE TABLE parts (item INTEGER NOT NULL REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED, name TEXT)",
    );
    const parts = statements<{ parts: { item: number } }>();
    const addPart = parts((q, p: Params<{ item: number }>) => q.insertInto("parts").values({ item: p("item") }));
    const [own, whole, ofNothing] = await Promise.allSettled([
      failing(db, 1),
      db.transaction((tx) => add(tx, 2)),
      db.transaction((tx) => tx.run(addPart, { item: 99 })),
    ]);
    expect(own).toMatchObject({ reason: { message: "no" } });
    expect(whole).toMatchObject({ reason: { message: "FOREIGN KEY constraint failed" } });
    expect(ofNothing).toMatchObject({ reason: { message: "FOREIGN KEY constraint failed" } });
    expect(await ids(db)).toEqual([]);
    await db.transaction((tx) => add(tx, 3));
    expect(await ids(db)).toEqual([3]);
  });

  test("do not bring back what a savepoint among them undid", async () => {
    const db = await openItems();
    const partly = db.transaction(async (tx) => {
      await add(tx, 1);
      await tx
        .savepoint(async () => {
          await add(tx, 2);
          throw new Error("inner");
        })
        .catch(() => {});
      await add(tx, 3);
    });
    await Promise.allSettled([partly, failing(db, 4)]);
    expect(await ids(db)).toEqual([1, 3]);
  });

  test("are kept, however much the one before an undone one wrote", async () => {
    const db = await openItems();
    const count = limits.transactionWritesMax + 1;
    const much = db.transaction(async (tx) => {
      for (let id = 1; id <= count; id++) await add(tx, id);
    });
    await Promise.allSettled([db.transaction((tx) => add(tx, 0)), much, failing(db, -1), failing(db, -2)]);
    expect(await ids(db)).toEqual(Array.from({ length: count + 1 }, (_, id) => id));
  });

  test("leave each other what they note, unless anything is undone", async () => {
    const db = await openItems();
    const noted = () => db.transaction((tx) => Promise.resolve(tx.notes.get("n")));
    await db.transaction(async (tx) => void tx.notes.set("n", 1));
    expect(await noted()).toBe(1);
    await failing(db, 1).catch(() => {});
    expect(await noted()).toBeUndefined();
  });
});

describe("what is to be run later", () => {
  const name = (tx: Transaction, name: string) => tx.runLater("name", rename, { id: 1, name });
  const nameOf = (file: string) =>
    new BetterSqlite(file, { readonly: true }).prepare("SELECT name FROM items WHERE id = 1").pluck().get();

  async function openOne() {
    const folder = mkdtempSync(join(tmpdir(), "micro-db-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "items.db");
    const db = await openItems(file);
    await db.transaction((tx) => add(tx, 1, "first"));
    return { db, file };
  }

  test("waits for the next transaction, which begins with it, and the newest of one name counts", async () => {
    const { db, file } = await openOne();
    for (const each of ["second", "third"]) await db.transaction(async (tx) => name(tx, each));
    expect(nameOf(file)).toBe("second");
    expect(await db.transaction((tx) => tx.first(find, { id: 1 }))).toMatchObject({ name: "third" });
    expect(nameOf(file)).toBe("third");
    await db.transaction((tx) => tx.run(rename, { id: 1, name: "fourth" }));
    await db.transaction((tx) => add(tx, 2));
    expect(nameOf(file)).toBe("fourth");
  });

  test("is run before the database is closed or copied", async () => {
    const { db, file } = await openOne();
    const before = await db.image();
    await db.transaction(async (tx) => name(tx, "second"));
    expect(await db.image()).not.toBe(before);
    expect(nameOf(file)).toBe("second");
    await db.transaction(async (tx) => name(tx, "third"));
    await db.close();
    expect(nameOf(file)).toBe("third");
  });

  test("is not run where its transaction is undone, and survives that another one is", async () => {
    const { db, file } = await openOne();
    const fail = (tx: Transaction) => {
      name(tx, "never");
      return Promise.reject(new Error("no"));
    };
    await db.transaction(fail).catch(() => {});
    await db.transaction(async (tx) => name(tx, "second"));
    await db
      .transaction(async (tx) => {
        await add(tx, 2);
        throw new Error("no");
      })
      .catch(() => {});
    expect(nameOf(file)).toBe("second");
    expect(await ids(db)).toEqual([1]);
  });
});

describe("a savepoint", () => {
  test("undoes its own work only", async () => {
    const db = await openItems();
    await db.transaction(async (tx) => {
      await add(tx, 1);
      const undone = tx.savepoint(async () => {
        await add(tx, 2);
        throw new Error("no");
      });
      await expect(undone).rejects.toThrow("no");
      await add(tx, 3);
    });
    expect(await ids(db)).toEqual([1, 3]);
  });

  test("inside a savepoint undoes the inner or both", async () => {
    const db = await openItems();
    await db.transaction(async (tx) => {
      await tx.savepoint(async () => {
        await add(tx, 1);
        const inner = tx.savepoint(async () => {
          await add(tx, 2);
          throw new Error("inner");
        });
        await inner.catch(() => {});
        await add(tx, 3);
      });
      await tx
        .savepoint(async () => {
          await tx.savepoint(() => add(tx, 4));
          throw new Error("outer");
        })
        .catch(() => {});
    });
    expect(await ids(db)).toEqual([1, 3]);
  });

  test("that is undone forgets its calls on commit, and the others' stand", async () => {
    const db = await openItems();
    const calls: string[] = [];
    await db.transaction(async (tx) => {
      tx.onCommit(() => calls.push("before"));
      await tx
        .savepoint(() => {
          tx.onCommit(() => calls.push("undone"));
          return Promise.reject(new Error("no"));
        })
        .catch(() => {});
      tx.onCommit(() => calls.push("behind"));
    });
    expect(calls).toEqual(["before", "behind"]);
  });
});

describe("work that recovers", () => {
  const failing = async (tx: Transaction, id: number): Promise<string> => {
    await add(tx, id);
    throw new Error(`no ${id}`);
  };
  const recover = (id: number) => async (tx: Transaction, cause: unknown) => {
    await add(tx, id);
    return String(cause);
  };

  test("keeps what stands in its place and nothing of itself, alone", async () => {
    const db = await openItems();
    expect(await db.transaction((tx) => failing(tx, 1), recover(2))).toBe("Error: no 1");
    expect(await ids(db)).toEqual([2]);
  });

  test("keeps what stands in its place, and its neighbours keep theirs", async () => {
    const db = await openItems();
    const neighbour = (id: number) => db.transaction(async (tx) => String(await add(tx, id)));
    const outcomes = [neighbour(1), db.transaction((tx) => failing(tx, 2), recover(3)), neighbour(4)];
    expect(await Promise.all(outcomes)).toEqual(["1", "Error: no 2", "1"]);
    expect(await ids(db)).toEqual([1, 3, 4]);
  });

  test.each([1, 2])("that throws again is undone wholly, one of %i", async (size) => {
    const db = await openItems();
    const again = async (tx: Transaction) => {
      await add(tx, 9);
      throw new Error("again");
    };
    const neighbours = Array.from({ length: size - 1 }, () => db.transaction((tx) => add(tx, 5)));
    await expect(db.transaction((tx) => failing(tx, 1), again)).rejects.toThrow("again");
    await Promise.all(neighbours);
    expect(await ids(db)).toEqual(size === 1 ? [] : [5]);
  });

  test("does not recover where it succeeds", async () => {
    const db = await openItems();
    expect(
      await db.transaction(
        (tx) => add(tx, 1),
        () => Promise.reject(new Error("never")),
      ),
    ).toBe(1);
  });
});

describe("calls on commit", () => {
  test("come in order, after the commit and before anyone is told", async () => {
    const db = await openItems();
    const order: string[] = [];
    await db
      .transaction(async (tx) => {
        tx.onCommit(() => order.push("first"));
        tx.onCommit(() => order.push("second"));
        await add(tx, 1);
        order.push("work");
      })
      .then(() => order.push("told"));
    expect(order).toEqual(["work", "first", "second", "told"]);
  });

  test("do not come for a transaction that was undone, while its neighbours' do", async () => {
    const db = await openItems();
    const calls: number[] = [];
    await Promise.allSettled(
      [1, 2, 3].map((id) =>
        db.transaction(async (tx) => {
          tx.onCommit(() => calls.push(id));
          await add(tx, id);
          if (id === 2) throw new Error("no");
        }),
      ),
    );
    expect(calls).toEqual([1, 3]);
    expect(await ids(db)).toEqual([1, 3]);
  });
});

describe("transactions side by side", () => {
  test("do not touch each other when some fail", async () => {
    const db = await openItems();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 300 }, (_, id) =>
        db.transaction(async (tx) => {
          await add(tx, id);
          await Promise.resolve();
          if (id % 3 === 0) throw new Error(`failed ${id}`);
          if (id % 7 === 0) await add(tx, id);
          return id;
        }),
      ),
    );
    const kept = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(kept).toEqual(Array.from({ length: 300 }, (_, id) => id).filter((id) => id % 3 !== 0 && id % 7 !== 0));
    expect(await ids(db)).toEqual(kept);
  });

  test("run one after the other, in the order in which they came", async () => {
    const db = await openItems();
    const steps: string[] = [];
    await Promise.all(
      ["a", "b", "c"].map((name) =>
        db.transaction(async () => {
          steps.push(`${name} begins`);
          for (let index = 0; index < 20; index++) await Promise.resolve();
          steps.push(`${name} ends`);
        }),
      ),
    );
    expect(steps).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  test("that come while a group runs are done, too", async () => {
    const db = await openItems();
    const late: Promise<unknown>[] = [];
    await db.transaction(async (tx) => {
      await add(tx, 1);
      late.push(db.transaction((other) => add(other, 2)));
      late.push(db.transaction((other) => add(other, 1)).catch((cause: unknown) => cause));
    });
    expect(await Promise.all(late)).toEqual([1, expect.any(ConstraintError)]);
    expect(await ids(db)).toEqual([1, 2]);
  });

  test("that each begin when one has ended are all done", async () => {
    const db = await openItems();
    for (let id = 0; id < 50; id++) await db.transaction((tx) => add(tx, id));
    expect(await ids(db)).toHaveLength(50);
  });
});

describe("a read", () => {
  test("sees what was committed, and never what is under way", async () => {
    const db = await openItems();
    let reading: Promise<ItemRow | undefined> | undefined;
    const writing = db.transaction(async (tx) => {
      await add(tx, 1, "committed later");
      reading = db.read((reader) => reader.first(find, { id: 1 }));
      await Promise.resolve();
      await tx.run(rename, { id: 1, name: "whole" });
    });
    await writing;
    expect(await reading).toEqual({ id: 1, name: "whole" });
  });

  test("never sees the work of a transaction that is undone", async () => {
    const db = await openItems();
    let reading: Promise<unknown> | undefined;
    await db
      .transaction(async (tx) => {
        await add(tx, 1);
        reading = db.read((reader) => reader.all(all, {}));
        await Promise.resolve();
        throw new Error("no");
      })
      .catch(() => {});
    expect(await reading).toEqual([]);
  });

  test("that fails rejects alone", async () => {
    const db = await openItems();
    const write = db.transaction((tx) => add(tx, 1));
    await expect(db.read(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await write).toBe(1);
  });

  test("that has ended throws at every use", async () => {
    const db = await openItems();
    let leaked: Reader | undefined;
    await db.read((reader) => {
      leaked = reader;
      return Promise.resolve();
    });
    await expect(leaked!.all(all, {})).rejects.toThrow("after its transaction ended");
  });
});

describe("a query in an order", () => {
  test("takes values as they are, other ones at each call", async () => {
    const db = await openItems();
    await db.transaction(async (tx) => {
      for (const [index, name] of ["1", "01", "1", "1", "+1"].entries()) await add(tx, index, name);
    });
    const found = async (name: string, limit: number) =>
      (await db.read((reader) => reader.all(named, { name, limit }))).map(({ id }) => id);
    expect(await found("1", 2)).toEqual([0, 2]);
    expect(await found("1", 9)).toEqual([0, 2, 3]);
    expect(await found("+1", 9)).toEqual([4]);
    expect(await found("01", 9)).toEqual([1]);
  });
});

describe("a database that is closed", () => {
  test("has done what was asked before, and refuses what comes later", async () => {
    const folder = mkdtempSync(join(tmpdir(), "micro-db-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "items.db");
    const db = await openItems(file);
    const accepted = db.transaction((tx) => add(tx, 1));
    await db.close();
    expect(await accepted).toBe(1);
    await expect(db.transaction((tx) => add(tx, 2))).rejects.toThrow("closed");
    await expect(db.read((reader) => reader.all(all, {}))).rejects.toThrow("closed");
    expect(await ids(await openItems(file))).toEqual([1]);
  });

  test("can be closed again", async () => {
    const db = await openItems();
    await Promise.all([db.close(), db.close()]);
    await db.close();
  });
});

describe("an image", () => {
  test("is the same one until something is written, and then another", async () => {
    const db = await openItems();
    await db.transaction((tx) => add(tx, 1));
    const before = await db.image();
    expect(await ids(db)).toEqual([1]);
    expect(await db.image()).toBe(before);
    const [, , after] = await Promise.all([db.image(), db.transaction((tx) => add(tx, 2)), db.image()]);
    const copies = [
      openSqlite(undefined, before),
      openSqlite(undefined, after),
      openSqlite(undefined, await db.image()),
    ];
    expect(await Promise.all(copies.map(ids))).toEqual([[1], [1, 2], [1, 2]]);
    await Promise.all(copies.map((copy) => copy.close()));
  });
});

describe("a database that is loaded from the image of a schema with which it began", () => {
  const schema = [
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE parts (id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES items (id))",
    "CREATE TRIGGER parts_stay BEFORE DELETE ON parts BEGIN SELECT RAISE(ABORT, 'Parts stay.'); END",
    "CREATE TABLE versions (version INTEGER NOT NULL)",
    "INSERT INTO versions VALUES (7)",
  ];
  const parts = statements<{
    parts: { id: Generated<number>; item: number };
    versions: { version: number };
    items: ItemRow;
  }>();
  const allParts = parts((q) => q.selectFrom("parts").select(["id", "item"]).orderBy("id"));
  const allVersions = parts((q) => q.selectFrom("versions").select("version"));
  const countItems = cached(parts((q) => q.selectFrom("items").select(({ fn }) => fn.countAll<number>().as("count"))));
  const addPart = parts((q, p: Params<{ item: number }>) => q.insertInto("parts").values(slots(p, ["item"])));
  const deleteParts = parts((q) => q.deleteFrom("parts"));

  const begin = () => {
    const image = imageOfSchema(schema.join(";"));
    const db = openSqlite(undefined, image);
    onTestFinished(() => db.close());
    const reset = (fill = (tx: Transaction) => add(tx, 900)) => db.load(image, fill);
    return { db, reset };
  };
  const fill = (db: Database, rows = 1, name = "x") =>
    db.transaction(async (tx) => {
      for (let id = 1; id <= rows; id++) {
        await add(tx, id, name);
        await tx.run(addPart, { item: id });
      }
    });
  const contents = (db: Database) =>
    db.read(async (reader) => ({
      items: (await reader.all(all, {})).map(({ id }) => id),
      counted: (await reader.first(countItems, {}))?.count,
      parts: await reader.all(allParts, {}),
      versions: await reader.all(allVersions, {}),
    }));
  const afterReset = { items: [900], counted: 1, parts: [], versions: [{ version: 7 }] };

  test.each([
    ["little", 1, "x"],
    ["much", 200, "x".repeat(1000)],
  ])("has what its schema writes and what fills it, where %s was written", async (_much, rows, name) => {
    const { db, reset } = begin();
    for (let round = 0; round < 3; round++) {
      await fill(db, rows, name);
      expect((await contents(db)).parts).toHaveLength(rows);
      await reset();
      expect(await contents(db)).toEqual(afterReset);
      await db.transaction((tx) => tx.run(addPart, { item: 900 }));
      expect((await contents(db)).parts).toEqual([{ id: 1, item: 900 }]);
      await reset();
    }
  });

  test("refuses what its schema refuses", async () => {
    const { db, reset } = begin();
    await fill(db);
    await reset();
    await db.transaction((tx) => tx.run(addPart, { item: 900 }));
    await expect(db.transaction((tx) => tx.run(deleteParts, {}))).rejects.toThrow("Parts stay.");
    await expect(db.transaction((tx) => tx.run(addPart, { item: 5 }))).rejects.toThrow("FOREIGN KEY");
  });

  test("stays as it was when what should fill it fails", async () => {
    const { db, reset } = begin();
    await fill(db);
    const before = await contents(db);
    await expect(reset((tx) => add(tx, 900, null as never))).rejects.toThrow("items.name");
    expect(await contents(db)).toEqual(before);
  });

  test("waits for a read under way, which sees nothing of what follows", async () => {
    const { db, reset } = begin();
    await db.transaction((tx) => add(tx, 5));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    const read = db.read(async (reader) => {
      const seen: number[][] = [];
      for (let look = 0; look < 10; look++) {
        seen.push((await reader.all(all, {})).map(({ id }) => id));
        await turn();
      }
      return seen;
    });
    const done = reset();
    expect(new Set((await read).map(String))).toEqual(new Set(["5"]));
    await done;
    expect(await contents(db)).toEqual(afterReset);
  });

  test("has nothing of a schema that was changed meanwhile", async () => {
    const { db, reset } = begin();
    await db.execute("CREATE TABLE others (id INTEGER); INSERT INTO items VALUES (3, 'x')");
    await reset();
    expect(await contents(db)).toEqual(afterReset);
    await expect(db.execute("SELECT * FROM others")).rejects.toThrow("no such table");
  });
});

describe("a database that is loaded from an image", () => {
  const empty = () => imageOfSchema("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
  const temporary = () => {
    const folder = mkdtempSync(join(tmpdir(), "micro-db-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return join(folder, "items.db");
  };

  describe.each(["in memory", "in a file"])("%s", (where) => {
    const open = () => openItems(where === "in a file" ? temporary() : undefined);

    test("has what the image has and what fills it, and nothing of before", async () => {
      const db = await open();
      await db.execute("CREATE TABLE parts (item INTEGER NOT NULL REFERENCES items (id))");
      await db.transaction((tx) => add(tx, 1));
      await db.execute("INSERT INTO parts VALUES (1)");
      const image = await db.image();
      await db.transaction((tx) => add(tx, 2));
      expect(await ids(openSqlite(undefined, await db.image()))).toEqual([1, 2]);
      expect(await db.load(image, (tx) => add(tx, 9))).toBe(1);
      expect(await ids(db)).toEqual([1, 9]);
      expect(await ids(openSqlite(undefined, await db.image()))).toEqual([1, 9]);
      await expect(db.execute("INSERT INTO parts VALUES (8)")).rejects.toThrow("FOREIGN KEY");
      await db.load(empty(), () => Promise.resolve());
      expect(await ids(db)).toEqual([]);
      await expect(db.execute("SELECT * FROM parts")).rejects.toThrow("no such table");
    });

    test("stays as it was when what should fill it fails", async () => {
      const db = await open();
      await db.transaction((tx) => add(tx, 1));
      await expect(db.load(empty(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
      expect(await ids(db)).toEqual([1]);
    });

    test("is never seen without its tables or without what fills them", async () => {
      const db = await open();
      await db.transaction((tx) => add(tx, 0));
      const seen: Promise<number>[] = [];
      let loading = true;
      const look = async () => {
        while (loading) {
          seen.push(
            db.read(async (reader) => (await reader.all(all, {})).length),
            db.transaction(async (tx) => (await tx.all(all, {})).length),
          );
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      const looking = look();
      for (let round = 0; round < 10; round++) {
        await db.load(empty(), async (tx) => {
          await Promise.resolve();
          await add(tx, round);
        });
        seen.push(db.read(async (reader) => (await reader.all(all, {})).length));
      }
      loading = false;
      await looking;
      expect(new Set(await Promise.all(seen))).toEqual(new Set([1]));
    });

    test("waits for a read under way, and for what that waits for", async () => {
      const db = await open();
      await db.transaction((tx) => add(tx, 1));
      const image = await db.image();
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      const read = db.read(async (reader) => {
        const seen = [await reader.all(all, {})];
        await turn();
        await db.image();
        await db.transaction((tx) => add(tx, 2));
        seen.push(await db.read((inner) => inner.all(all, {})));
        await turn();
        return [...seen, await reader.all(all, {})].map((rows) => rows.map(({ id }) => id));
      });
      const loads = [db.load(image, (tx) => add(tx, 9)), db.load(image, (tx) => add(tx, 8))];
      expect(await read).toEqual([[1], [1, 2], [1, 2]]);
      await Promise.all(loads);
      expect(await ids(db)).toEqual([1, 8]);
    });

    test("waits for a read that fails, too", async () => {
      const db = await open();
      const read = db.read(async (reader) => {
        await reader.all(all, {});
        throw new Error("no");
      });
      const loaded = db.load(empty(), (tx) => add(tx, 9));
      await expect(read).rejects.toThrow("no");
      await loaded;
      expect(await ids(db)).toEqual([9]);
    });

    test("waits for what is under way, and is refused once the database is closed", async () => {
      const db = await open();
      const before = db.transaction((tx) => add(tx, 1));
      await db.load(empty(), (tx) => add(tx, 2));
      expect(await before).toBe(1);
      expect(await ids(db)).toEqual([2]);
      await db.close();
      await expect(db.load(empty(), () => Promise.resolve())).rejects.toThrow("closed");
    });
  });

  test("in a file is still there when the file is opened again, and goes into a database in memory", async () => {
    const file = temporary();
    const db = await openItems(file);
    await db.load(empty(), (tx) => add(tx, 5));
    await db.transaction((tx) => add(tx, 6));
    const image = await db.image();
    await db.close();
    expect(await ids(await openItems(file))).toEqual([5, 6]);
    expect(await ids(openSqlite(undefined, image))).toEqual([5, 6]);
  });

  test("in a file is refused while another program reads the file, and goes on", async () => {
    const file = temporary();
    const db = await openItems(file);
    await db.transaction((tx) => add(tx, 1));
    const other = new BetterSqlite(file, { readonly: true });
    onTestFinished(() => void other.close());
    other.exec("BEGIN");
    other.prepare("SELECT * FROM items").all();
    await db.transaction((tx) => add(tx, 2));
    await expect(db.load(empty(), () => Promise.resolve())).rejects.toThrow("Another program reads");
    expect(await ids(db)).toEqual([1, 2]);
  });
});
