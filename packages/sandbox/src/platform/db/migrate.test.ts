import { expect, onTestFinished, test } from "vitest";

import { migrate, NewerSchemaError } from "./migrate.ts";
import { openSqlite } from "./sqlite.ts";
import { statements } from "./statement.ts";

const sql = statements<{ sqlite_schema: { name: string; type: string }; schema_migrations: { version: number } }>();
const tables = sql((q) => q.selectFrom("sqlite_schema").select("name").where("type", "=", "table").orderBy("name"));
const versions = sql((q) => q.selectFrom("schema_migrations").select("version").orderBy("version"));

const first = { name: "first", sql: "CREATE TABLE a (id INTEGER)" };
const second = { name: "second", sql: "CREATE TABLE b (id INTEGER); CREATE TABLE c (id INTEGER)" };

function open() {
  const db = openSqlite(undefined);
  onTestFinished(() => db.close());
  const look = () =>
    db.read(async (reader) => ({
      tables: (await reader.all(tables, {})).map(({ name }) => name),
      versions: (await reader.all(versions, {})).map(({ version }) => version),
    }));
  return { db, look };
}

test("an empty file gets every step, and a step is taken once", async () => {
  const { db, look } = open();
  await migrate(db, [first, second]);
  await migrate(db, [first, second]);
  expect(await look()).toEqual({ tables: ["a", "b", "c", "schema_migrations"], versions: [1, 2] });
});

test("a file of an older version gets the steps that it lacks", async () => {
  const { db, look } = open();
  await migrate(db, [first]);
  await migrate(db, [first, second]);
  expect((await look()).versions).toEqual([1, 2]);
});

test("a file of a newer version is refused, and stays as it is", async () => {
  const { db, look } = open();
  await migrate(db, [first, second]);
  const before = await look();
  const refused = migrate(db, [first]);
  await expect(refused).rejects.toBeInstanceOf(NewerSchemaError);
  await expect(refused).rejects.toMatchObject({ found: 2, known: 1 });
  expect(await look()).toEqual(before);
});

test("a step that fails leaves nothing behind, and the steps before it stand", async () => {
  const { db, look } = open();
  const broken = { name: "broken", sql: "CREATE TABLE d (id INTEGER); CREATE TABLE a (id INTEGER)" };
  await expect(migrate(db, [first, broken])).rejects.toThrow("already exists");
  expect(await look()).toEqual({ tables: ["a", "schema_migrations"], versions: [1] });
});
