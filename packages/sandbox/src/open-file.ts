import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

import type { Database } from "./platform/db/database.ts";
import { inspectFile } from "./platform/db/inspect.ts";
import { lockFile } from "./platform/db/lock.ts";
import { migrate, NewerSchemaError } from "./platform/db/migrate.ts";
import { openSqlite } from "./platform/db/sqlite.ts";
import { CorruptFileError } from "./platform/errors.ts";
import { migrations } from "./migrations/index.ts";
import { codeOf, SandboxStartError } from "./start-error.ts";

/** The database with what has to be done when it is closed. */
export interface OpenedFile {
  db: Database;
  close(): Promise<void>;
}

/**
 * Opens the file for this process alone and brings its schema up to date; without a file a database in memory, which begins
 * with an image of the newest schema.
 */
export async function openFile(file: string | undefined, image: Buffer): Promise<OpenedFile> {
  let unlock: () => void = () => {};
  let db: Database | undefined;
  try {
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true });
      unlock = lockFile(file);
      // Before anything is written: it may be another program's.
      if (existsSync(file)) inspectFile(file, migrations, "schema");
    }
    db = openSqlite(file, image);
    if (file !== undefined) await migrate(db, migrations);
  } catch (cause) {
    await db?.close();
    unlock();
    throw explainFile(file, cause);
  }
  const opened = db;
  return {
    db: opened,
    close: async () => {
      try {
        await opened.close();
      } finally {
        unlock();
      }
    },
  };
}

/** What is wrong with a file, every page of it, that a sandbox would begin with or runs on; nothing where it is as it should be. */
export function examineFile(file: string): SandboxStartError | undefined {
  try {
    inspectFile(file, migrations, "pages");
    return undefined;
  } catch (cause) {
    const explained = explainFile(file, cause);
    if (explained instanceof SandboxStartError) return explained;
    throw explained;
  }
}

/** What failed at a start, where it was the file's fault. */
export function explainFile(file = "in memory", cause: unknown): unknown {
  const damaged = () => new SandboxStartError("file_damaged", `${file} is damaged or is not a sandbox's file.`, cause);
  if (cause instanceof NewerSchemaError) {
    return new SandboxStartError("file_newer", `${file} was written by a newer version of micro.`, cause);
  }
  if (cause instanceof CorruptFileError) return damaged();
  // SQLite says more behind its code, as in SQLITE_IOERR_WRITE.
  switch (codeOf(cause).replace(/^(SQLITE_[A-Z]+)_.*/, "$1")) {
    case "SQLITE_BUSY":
    case "SQLITE_LOCKED":
      return new SandboxStartError("file_in_use", `Another sandbox is running on ${file}.`, cause);
    case "SQLITE_NOTADB":
    case "SQLITE_CORRUPT":
      return damaged();
    case "ENOSPC":
    case "SQLITE_FULL":
    case "disk_full":
      return new SandboxStartError("disk_full", `There is no room left on the disk for ${file}.`, cause);
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "EEXIST":
    case "SQLITE_CANTOPEN":
    case "SQLITE_READONLY":
    case "SQLITE_IOERR":
      return new SandboxStartError("folder_unwritable", `${file} cannot be written.`, cause);
    default:
      return cause;
  }
}
