import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Abort } from "../abort.ts";
import { shortPath } from "../config/paths.ts";

/** The file that holds all data of the sandbox. */
export const databaseFile = (dataDir: string): string => join(dataDir, "sandbox.db");

/** The file of the sandbox's log, and of what it would say if it had a terminal. */
export const logFile = (dataDir: string): string => join(dataDir, "sandbox.log");

/** Makes the data folder, for this user only. */
export function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritableFolder(dataDir, error);
  }
}

/** What to say when nothing can be written to the data folder. */
export function unwritableFolder(dataDir: string, error: unknown): Abort {
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return new Abort(
    `The data folder ${shortPath(dataDir)} cannot be written${code}.`,
    "Make it writable, or choose another one with --data-dir.",
    { cause: error },
  );
}
