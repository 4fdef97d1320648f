import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { Abort } from "../abort.ts";
import { dataDirFlag, shortPath } from "../config/paths.ts";
import { findRunning } from "./find.ts";
import { logFile, makeFolder, unwritableFolder } from "./folder.ts";
import type { Runtime } from "./runtime.ts";

const startTimeoutMs = 20_000;
const logLinesShown = 10;

/** Runs this very program in the background with these arguments, and waits until its sandbox answers. */
export async function detachSandbox(dataDir: string, args: readonly string[]): Promise<Runtime> {
  makeFolder(dataDir);
  const log = logFile(dataDir);
  const output = openLog(log, dataDir);
  const begin = statSync(log).size;
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...args], {
    detached: true,
    windowsHide: true,
    // What it prints is for a terminal, and holds the key: the log is for what happens.
    stdio: ["ignore", "ignore", output],
  });
  closeSync(output);
  child.unref();
  try {
    return await waitUntilReady(child, dataDir);
  } catch (error) {
    const said = lastLines(log, begin);
    // Where there is no room for the database there is none for the log.
    if (said === "") {
      const hint = `micro doctor${dataDirFlag(dataDir)} looks for what is wrong.`;
      throw new Abort("The sandbox did not start, and could not say why.", hint, { cause: error });
    }
    throw new Abort(`The sandbox did not start: ${said}`, `Its log is ${shortPath(log)}.`, { cause: error });
  }
}

function openLog(log: string, dataDir: string): number {
  try {
    return openSync(log, "a", 0o600);
  } catch (error) {
    throw unwritableFolder(dataDir, error);
  }
}

async function waitUntilReady(child: ChildProcess, dataDir: string): Promise<Runtime> {
  const settled = new AbortController();
  const { signal } = settled;
  const exited = once(child, "exit", { signal }).then(() => {
    throw new Error("The process ended.");
  });
  const ready = async () => {
    for (const started = performance.now(); performance.now() - started < startTimeoutMs;) {
      const running = await findRunning(dataDir);
      if (running !== undefined && running.pid === child.pid) return running;
      await delay(50, undefined, { signal });
    }
    child.kill();
    throw new Error("The process did not answer.");
  };
  try {
    return await Promise.race([exited, ready()]);
  } finally {
    settled.abort();
  }
}

function lastLines(log: string, begin: number): string {
  const lines = readFileSync(log).subarray(begin).toString("utf8").trim().split("\n");
  return lines
    .slice(-logLinesShown)
    .join("\n")
    .replace(/^Error: /, "");
}
