import { closeSync, mkdirSync, openSync, writeFile, writeSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

import { pino, type Logger } from "pino";

export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
/** How much goes to the log. */
export type LogLevel = (typeof logLevels)[number];
export type Log = Logger;

/** The log, and what ends it. */
export interface OpenedLog {
  log: Log;
  /** Writes what waits and closes the file. Later entries are dropped: what is cut off at the end may still try to log. */
  close: () => Promise<void>;
}

const standardError = 2;

/**
 * Opens the log: JSON lines to a file or to standard error, written in batches off the hot path. Throws when the file
 * cannot be opened; what cannot be written later, as on a full disk, is lost without harm to anything else.
 */
export function openLog(options: { level: LogLevel; file?: string | undefined }): OpenedLog {
  const { level, file } = options;
  if (level === "silent") return { log: pino({ level }), close: () => Promise.resolve() };
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const fd = file === undefined ? standardError : openSync(file, "a");
  const batches = openBatches(fd);
  const log = pino({ level, base: null }, batches);
  return {
    log,
    close: async () => {
      if (log.level === "silent") return;
      log.level = "silent";
      await batches.close();
      if (file !== undefined) closeSync(fd);
    },
  };
}

const send = promisify(writeFile);

/** What is still to be written when the process ends at once. */
const atExit = new Set<() => void>();

/** Lines on their way to a descriptor: those of one turn of the event loop go together. */
function openBatches(fd: number): { write(line: string): void; close(): Promise<void> } {
  let waiting = "";
  let sending: Promise<void> | undefined;
  const drain = async () => {
    await new Promise((resume) => setImmediate(resume));
    while (waiting !== "") {
      const batch = waiting;
      waiting = "";
      await send(fd, batch).catch(() => {});
    }
    sending = undefined;
  };
  const sendRest = () => {
    try {
      writeSync(fd, waiting);
    } catch {
      // There is nobody left to be told.
    }
  };
  if (atExit.size === 0) process.on("exit", endAll);
  atExit.add(sendRest);
  return {
    write: (line) => {
      waiting += line;
      sending ??= drain();
    },
    close: async () => {
      await sending;
      atExit.delete(sendRest);
      if (atExit.size === 0) process.off("exit", endAll);
    },
  };
}

function endAll(): void {
  for (const end of atExit) end();
}
