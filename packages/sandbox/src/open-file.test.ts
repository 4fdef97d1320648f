import BetterSqlite from "better-sqlite3";
import { expect, test } from "vitest";

import { explainFile } from "./open-file.ts";
import { fileError } from "./platform/errors.ts";

test.each([
  ["SQLITE_FULL", "disk_full"],
  ["SQLITE_BUSY_RECOVERY", "file_in_use"],
  ["SQLITE_CORRUPT_INDEX", "file_damaged"],
  ["SQLITE_READONLY_DIRECTORY", "folder_unwritable"],
  ["SQLITE_IOERR_WRITE", "folder_unwritable"],
])("a start that fails by %s says so as %s", (sqlite, code) => {
  const cause = new BetterSqlite.SqliteError("no", sqlite);
  expect(explainFile("sandbox.db", cause)).toMatchObject({ code, cause });
});

test("a start for which the disk has no room says so, whoever found out", () => {
  const cause = fileError(Object.assign(new Error("no"), { code: "ENOSPC" }));
  expect(explainFile("sandbox.db", cause)).toMatchObject({ code: "disk_full", cause });
});

test("a start that fails by a defect says nothing of the file", () => {
  const cause = new TypeError("no");
  expect(explainFile("sandbox.db", cause)).toBe(cause);
});
