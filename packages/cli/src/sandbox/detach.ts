import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { devNull } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

import { Abort } from "../abort.ts";
import { dataDirFlag, shortPath } from "../config/paths.ts";
import { findRunning } from "./find.ts";
import { logFile, makeFolder, unwritableFolder } from "./folder.ts";
import type { Runtime } from "./runtime.ts";

const startTimeoutMs = 20_000;
const logLinesShown = 10;
/** Linux's O_CLOEXEC. */
const closeOnExec = 0o2000000;

/**
 * Runs this very program in the background with these arguments, and waits until its sandbox answers. Once the signal is
 * aborted it is stopped instead.
 */
export async function detachSandbox(dataDir: string, args: readonly string[], signal: AbortSignal): Promise<Runtime> {
  makeFolder(dataDir);
  const log = logFile(dataDir);
  const output = openLog(log, dataDir);
  const begin = statSync(log).size;
  const nothing = openSync(devNull, "r+");
  // What it prints is for a terminal, and holds the key: the log is for what happens.
  const stdio: (number | "ignore")[] = ["ignore", "ignore", output];
  for (const inherited of inheritedDescriptors()) stdio[inherited] = nothing;
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...args], {
    detached: true,
    windowsHide: true,
    stdio: Array.from(stdio, (slot) => slot ?? "ignore"),
  });
  for (const own of [output, nothing]) closeSync(own);
  child.unref();
  try {
    return await waitUntilReady(child, dataDir, signal);
  } catch (error) {
    if (signal.aborted) throw await stopped(child);
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

/**
 * What a shell opened for a program, such as a lock or a pipe, and every program that it starts holds open in turn. Only
 * Linux hands it on here: elsewhere a process is started without.
 */
function inheritedDescriptors(): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((fd) => fd > 2 && !closesOnExec(fd));
}

function closesOnExec(fd: number): boolean {
  try {
    const [, flags = ""] = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8")) ?? [];
    return (Number.parseInt(flags, 8) & closeOnExec) !== 0;
  } catch {
    // It was open only to read the list.
    return true;
  }
}

/** Ends what was started, and says so. */
async function stopped(child: ChildProcess): Promise<Abort> {
  child.ref();
  const isGone = child.exitCode !== null || child.signalCode !== null;
  if (!isGone && child.kill()) await once(child, "exit");
  return new Abort("The sandbox was stopped before it was up.", undefined, { exitCode: Number(process.exitCode) });
}

async function waitUntilReady(child: ChildProcess, dataDir: string, interrupted: AbortSignal): Promise<Runtime> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, interrupted]);
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
