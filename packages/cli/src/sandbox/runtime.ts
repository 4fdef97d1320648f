import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isRecord } from "../config/file.ts";

/** Where a sandbox runs, as it says in its data folder. */
export interface Runtime {
  url: string;
  pid: number;
  instance_id: string;
  api_key: string;
  publishable_key: string;
  /** ISO 8601. */
  started_at: string;
}

/** The file in which a running sandbox says where it is. */
export const runtimeFile = (dataDir: string): string => join(dataDir, "sandbox.json");

/** The sandbox of this data folder whose process is alive. */
export function findRuntime(dataDir: string): Runtime | undefined {
  const runtime = readRuntime(dataDir);
  return runtime !== undefined && isAlive(runtime.pid) ? runtime : undefined;
}

/** What the file says, whether or not it is still true. */
export function readRuntime(dataDir: string): Runtime | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(runtimeFile(dataDir), "utf8"));
    return isRuntime(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Says where the sandbox runs, to this user only. */
export function writeRuntime(dataDir: string, runtime: Runtime): void {
  rmSync(runtimeFile(dataDir), { force: true });
  writeFileSync(runtimeFile(dataDir), `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the file if it is about the process `pid`. */
export function removeRuntime(dataDir: string, pid: number): void {
  if (readRuntime(dataDir)?.pid === pid) rmSync(runtimeFile(dataDir), { force: true });
}

/** Whether a process runs. One of another user counts: it cannot be signalled, but it is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isRuntime(value: unknown): value is Runtime {
  if (!isRecord(value)) return false;
  const { url, pid, instance_id: instance, api_key: key, publishable_key: publishable, started_at: started } = value;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    [url, instance, key, publishable, started].every((text) => typeof text === "string")
  );
}
