import { createHash } from "node:crypto";

import { expect, onTestFinished, test } from "vitest";

import type { Database, Transaction } from "../platform/db/database.ts";
import { openSqlite } from "../platform/db/sqlite.ts";
import { slots, statements, type Params } from "../platform/db/statement.ts";
import { findRow, idempotencyDigestsSchema, keepRow } from "./idempotency-digests.ts";

interface Row {
  n: number;
  digest: Uint8Array;
}
const sql = statements<{ idempotency_keys: Row; idempotency_digests: Row }>();
const insert = sql((q, p: Params<Row>) => q.insertInto("idempotency_keys").values(slots(p, ["n", "digest"])));
const countIndexed = sql((q) => q.selectFrom("idempotency_digests").select(({ fn }) => fn.countAll<number>().as("n")));

const digestOf = (key: number) => createHash("sha256").update(`key ${key}`).digest().subarray(0, 16);

function open(image?: Buffer) {
  const db = openSqlite(undefined, image);
  onTestFinished(() => db.close());
  return db;
}

async function openEmpty() {
  const db = open();
  await db.execute(
    `CREATE TABLE idempotency_keys (n INTEGER PRIMARY KEY, digest BLOB NOT NULL); ${idempotencyDigestsSchema}`,
  );
  return db;
}

const keep = async (tx: Transaction, key: number, n = key) => {
  const digest = digestOf(key);
  await findRow(tx, digest);
  await tx.run(insert, { n, digest });
  await keepRow(tx, { digest, n });
};

const keepMany = async (db: Database, from: number, to: number) => {
  for (let key = from; key <= to; key += 500) {
    await db.transaction(async (tx) => {
      for (let one = key; one < Math.min(key + 500, to + 1); one += 1) await keep(tx, one);
    });
  }
};

const found = (db: Database, keys: readonly number[]) =>
  db.transaction((tx) => Promise.all(keys.map((key) => findRow(tx, digestOf(key)))));
const indexed = (db: Database) => db.read(async (reader) => (await reader.first(countIndexed, {}))?.n);

/** Around where the index is written, and far from it. */
const keys = [1, 2, 2047, 2048, 2049, 3000, 4095, 4096, 4097, 5000];

test("each digest is found, whether the index has it or memory, which has the newest only", async () => {
  const db = await openEmpty();
  await keepMany(db, 1, 5000);
  expect(await indexed(db)).toBe(4096);
  // And one that says that memory has them.
  expect(await db.transaction(async (tx) => tx.notes.size)).toBe(5000 - 4096 + 1);
  expect(await found(db, [...keys, 0, 5001])).toEqual([...keys, undefined, undefined]);
});

test("each digest is found in a copy of the database, and after what was undone", async () => {
  const db = await openEmpty();
  await keepMany(db, 1, 5000);
  expect(await found(open(await db.image()), keys)).toEqual(keys);

  const undone = db.transaction(async (tx) => {
    for (let key = 5001; key <= 6200; key += 1) await keep(tx, key);
    expect(await findRow(tx, digestOf(6144))).toBe(6144);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await indexed(db)).toBe(4096);
  expect(await found(db, [...keys, 5001, 6144, 6145])).toEqual([...keys, undefined, undefined, undefined]);

  await keepMany(db, 5001, 6200);
  expect(await indexed(db)).toBe(6144);
  expect(await found(db, [...keys, 5001, 6144, 6145])).toEqual([...keys, 5001, 6144, 6145]);
});

test("a digest that is kept again is the later row's", async () => {
  const db = await openEmpty();
  await keepMany(db, 1, 2100);
  const again = async (key: number, n: number) => db.transaction((tx) => keep(tx, key, n));
  await again(7, 2101);
  await again(2060, 2102);
  expect(await found(db, [7, 2060])).toEqual([2101, 2102]);
  await keepMany(db, 2103, 4096);
  expect(await found(db, [7, 2060])).toEqual([2101, 2102]);
});
