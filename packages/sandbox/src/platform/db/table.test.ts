import { expect, onTestFinished, test, vi } from "vitest";

import { Connection } from "./connection.ts";
import { openConnection } from "./image.ts";
import { defineTable, rowsOf, type OwnedRow } from "./table.ts";

interface ThingRow extends OwnedRow {
  owner: string;
}

const table = defineTable<ThingRow>(
  "things",
  { owner: "TEXT NOT NULL" },
  { statements: ["CREATE INDEX things_by_owner ON things (owner, n)"] },
);
const things = rowsOf(table);

function open() {
  const db = openConnection(":memory:");
  onTestFinished(() => void db.close());
  db.exec(table.schema);
  return { db, connection: new Connection(db) };
}

test("rows are found by the index of their own columns, and not by reading all of a realm", () => {
  const { db, connection } = open();
  const [first, other] = ["o1", "o2"].map((owner, at) => ({ id: `t${at}`, realm: 1, owner, created: 0 }));
  if (first && other) for (const row of [first, other]) connection.run(things.insert, row);
  const prepare = vi.spyOn(db, "prepare");
  expect(connection.all(things.where("owner"), { realm: 1, owner: "o2" })).toEqual([{ n: 2, ...other }]);
  expect(connection.all(things.where("owner"), { realm: 2, owner: "o2" })).toEqual([]);
  const [[text] = [""]] = prepare.mock.calls;
  expect(db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(1, "o2")).toMatchObject([
    { detail: "SEARCH things USING INDEX things_by_owner (owner=?)" },
  ]);
});
