import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { Abort } from "../abort.ts";
import { shortPath } from "../config/paths.ts";
import { logFile } from "./folder.ts";

const pollMs = 250;

/** The last lines of the sandbox's log. Throws where there is none. */
export function lastLogLines(dataDir: string, count: number): { file: string; lines: string[] } {
  const file = logFile(dataDir);
  if (!existsSync(file)) {
    throw new Abort(`There is no log at ${shortPath(file)}.`, "micro sandbox start --detach begins one.");
  }
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return { file, lines: count === 0 ? [] : lines.slice(-count) };
}

/** Gives each line that is added to the log, until the signal. */
export async function followLog(dataDir: string, signal: AbortSignal, onLine: (line: string) => void): Promise<void> {
  const file = logFile(dataDir);
  let position = statSync(file).size;
  let rest = "";
  while (!signal.aborted) {
    await delay(pollMs, undefined, { signal }).catch(() => {});
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    // A log that is shorter than before began anew.
    if (size < position) position = 0;
    if (size === position) continue;
    const added = Buffer.alloc(size - position);
    const fd = openSync(file, "r");
    readSync(fd, added, 0, added.length, position);
    closeSync(fd);
    position = size;
    const lines = (rest + added.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  }
}
