import { readFileSync, writeFileSync } from "node:fs";

import type { SnapshotFile } from "@micro/sdk";

import { Abort } from "../abort.ts";
import { unreadable } from "./unreadable.ts";
import { unwritable } from "./unwritable.ts";

const help = "Name a file that micro snapshot export wrote.";

/** Writes a snapshot into a file that only its owner can read: it holds secrets. */
export function writeSnapshot(file: string, snapshot: SnapshotFile): void {
  try {
    writeFileSync(file, `${JSON.stringify(snapshot)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** Reads such a file. What is in it is the sandbox's to check. */
export function readSnapshot(file: string): SnapshotFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable(file, help, cause);
  }
  try {
    return JSON.parse(text) as SnapshotFile;
  } catch (cause) {
    throw new Abort(`${file} is not a snapshot.`, help, { cause });
  }
}
