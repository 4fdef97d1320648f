import { setTimeout as delay } from "node:timers/promises";

import { Abort } from "../abort.ts";
import { shortPath } from "../config/paths.ts";
import { findRunning } from "./find.ts";
import { logFile } from "./folder.ts";
import { findRuntime, isAlive, readRuntime, removeRuntime, runtimeFile, type Runtime } from "./runtime.ts";

const stopTimeoutMs = 10_000;

/** Stops the sandbox of this data folder and waits until it is gone. Answers which one that was, if there was one. */
export async function stopSandbox(dataDir: string): Promise<Runtime | undefined> {
  const running = await findRunning(dataDir);
  if (running === undefined) {
    refuseToGuess(dataDir);
    return undefined;
  }
  const { pid } = running;
  process.kill(pid, "SIGTERM");
  for (const started = performance.now(); performance.now() - started < stopTimeoutMs; await delay(25)) {
    // The file goes last, also where nobody collects the dead process.
    if (!isAlive(pid) || readRuntime(dataDir)?.pid !== pid) {
      removeRuntime(dataDir, pid);
      return running;
    }
  }
  throw new Abort(
    `The sandbox at ${running.url} (process ${pid}) did not stop within ${stopTimeoutMs / 1000} s.`,
    `See ${shortPath(logFile(dataDir))}, or end it with kill -9 ${pid}: its data is safe.`,
  );
}

/** A live process that does not answer as a sandbox may be anything: its number may have been given again. */
function refuseToGuess(dataDir: string): void {
  const stale = readRuntime(dataDir);
  if (stale === undefined) return;
  if (findRuntime(dataDir) === undefined) {
    removeRuntime(dataDir, stale.pid);
    return;
  }
  throw new Abort(
    `Process ${stale.pid} does not answer at ${stale.url}, so it may not be the sandbox.`,
    `If it is, end it with kill ${stale.pid}; else remove ${shortPath(runtimeFile(dataDir))}.`,
  );
}
