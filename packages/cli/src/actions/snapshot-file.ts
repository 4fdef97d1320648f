import { readFileSync, writeFileSync } from "node:fs";

import type { SnapshotFile } from "@micro/sdk";

import { Abort } from "../abort.ts";

const codeOf = (cause: unknown) => (cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "");

/** Writes a snapshot into a file that only its owner can read: it holds secrets. */
export function writeSnapshot(file: string, snapshot: SnapshotFile): void {
  try {
    writeFileSync(file, `${JSON.stringify(snapshot)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new Abort(`${file} cannot be written${codeOf(cause)}.`, "Name a file in a folder that is there.", { cause });
  }
}

/** Reads such a file. What is in it is the sandbox's to check. */
export function readSnapshot(file: string): SnapshotFile {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SnapshotFile;
  } catch (cause) {
    throw new Abort(`${file} is not a snapshot${codeOf(cause)}.`, "Name a file that micro snapshot export wrote.", {
      cause,
    });
  }
}
