import { rmSync, statSync } from "node:fs";

import BetterSqlite from "better-sqlite3";

import { CorruptFileError } from "../errors.ts";
import { toError } from "./connection.ts";
import { lockFile } from "./lock.ts";
import { NewerSchemaError, type Migration } from "./migrate.ts";

/** How closely to look at a file: whose it is, or every page of it. */
export type Inspection = "schema" | "pages";

/**
 * Throws where a file is not a sandbox's, was written by a newer version, or is damaged. Nothing in it is changed; a sandbox
 * may run on it meanwhile.
 */
export function inspectFile(file: string, migrations: readonly Migration[], how: Inspection): void {
  try {
    const db = new BetterSqlite(file, { readonly: true, fileMustExist: true });
    try {
      assertSchema(db, migrations);
      if (how === "pages") assertWhole(db);
    } finally {
      db.close();
    }
  } catch (cause) {
    throw toError(cause);
  } finally {
    if (how === "pages") tidy(file);
  }
}

function assertSchema(db: BetterSqlite.Database, migrations: readonly Migration[]): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (tables.length === 0) return;
  if (!tables.includes("schema_migrations")) throw new CorruptFileError("It is another program's database.");
  const version = Number(db.prepare("SELECT max(version) FROM schema_migrations").pluck().get());
  if (version > migrations.length) throw new NewerSchemaError(version, migrations.length);
}

function assertWhole(db: BetterSqlite.Database): void {
  const found = checkIntegrity(db);
  if (found !== "ok") throw new CorruptFileError(found);
}

/** `ok`, or the first thing that is wrong; a file that is broken enough throws instead of saying so. */
export function checkIntegrity(db: BetterSqlite.Database): string {
  try {
    return String(db.pragma("integrity_check(1)", { simple: true }));
  } catch (cause) {
    throw toError(cause);
  }
}

/** Whoever only reads leaves an empty log behind, which would belong to him and not to whoever starts a sandbox. */
function tidy(file: string): void {
  let unlock;
  try {
    unlock = lockFile(file);
  } catch {
    // A sandbox runs: the log is its own.
    return;
  }
  try {
    if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size !== 0) return;
    for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
  } finally {
    unlock();
  }
}
