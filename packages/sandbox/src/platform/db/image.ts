import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";

import BetterSqlite from "better-sqlite3";

import { DomainError, fileError } from "../errors.ts";

/** `NORMAL` keeps a commit whole; `FULL` has it on the disk before it is answered. */
export type Synchronous = "NORMAL" | "FULL";

/** Opens a file, a database in memory, or a copy of an image in memory. */
export function openConnection(source: string | Buffer, synchronous: Synchronous = "NORMAL"): BetterSqlite.Database {
  const db = new BetterSqlite(source);
  // An image has no file beside it that a log could be in; nor has it anything to lose.
  db.pragma(`journal_mode = ${typeof source === "string" ? "WAL" : "MEMORY"}`);
  db.pragma(`synchronous = ${synchronous}`);
  // The log grows to 16 MB before it is copied to the file: a page that many transactions change is copied once. Four times as
  // much would be copied seldomer, and keep everybody waiting for 70 ms where it is 20.
  db.pragma("wal_autocheckpoint = 4000");
  // What a savepoint may have to put back is kept in memory instead of in a file.
  db.pragma("temp_store = MEMORY");
  // 32 MB: with the 2 MB of the default, every insert into an index over ids of a large file reads the file.
  db.pragma("cache_size = -32768");
  db.pragma("foreign_keys = ON");
  db.pragma("trusted_schema = OFF");
  return db;
}

/** Where the header says how the file is written and read: 1 as a whole, 2 with a log beside it. */
const [writeVersionAt, readVersionAt] = [18, 19];

/** The bytes of the whole database, as a file without a log would have them. */
export function imageOf(db: BetterSqlite.Database): Buffer {
  const image = db.serialize();
  image[writeVersionAt] = 1;
  image[readVersionAt] = 1;
  return image;
}

const ofSchemas = new WeakSet<Buffer>();

/** Whether an image is of a schema alone. */
export const isSchemaOnly = (image: Buffer): boolean => ofSchemas.has(image);

/** The image of a database that has a schema and no row that the schema itself does not write. */
export function imageOfSchema(schema: string): Buffer {
  const db = openConnection(":memory:");
  try {
    db.exec(schema);
    const image = imageOf(db);
    ofSchemas.add(image);
    return image;
  } finally {
    db.close();
  }
}

/**
 * Closes the database and puts an image in its file's place. The file is the old one or the new one, whenever the process
 * ends. Throws, with the file as it was, where another program reads the file just now.
 */
export function replaceFile(file: string, db: BetterSqlite.Database, image: Buffer): void {
  const written = `${file}.new`;
  try {
    const handle = openSync(written, "w", 0o600);
    try {
      // Not `writeSync`: where the disk fills up that writes a part, and does not fail.
      writeFileSync(handle, image);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    // Whoever reads may go on reading: nobody waits for it.
    db.pragma("busy_timeout = 0");
    const [state] = db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
    if (state?.busy !== 0) {
      throw new DomainError("lock_timeout", { message: `Another program reads ${file}. Close it, and try again.` });
    }
    db.close();
    // Of the old file's log nothing is left to be written, and it must not be taken for the new one's.
    for (const beside of ["-wal", "-shm"]) rmSync(`${file}${beside}`, { force: true });
    renameSync(written, file);
  } catch (cause) {
    throw fileError(cause);
  } finally {
    if (db.open) db.pragma("busy_timeout = 5000");
    rmSync(written, { force: true });
  }
}

/** Which tables an image has, as a hash of their definitions, and what is wrong with it. Throws where it cannot be read. */
export function describeImage(image: Buffer): { schemaHash: string; fault: string | undefined } {
  const db = openConnection(image);
  try {
    const found = String(db.pragma("integrity_check(1)", { simple: true }));
    const definitions = db
      .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
      .pluck()
      .all();
    const schemaHash = createHash("sha256").update(definitions.join("\n")).digest("hex");
    return { schemaHash, fault: found === "ok" ? undefined : found };
  } finally {
    db.close();
  }
}
