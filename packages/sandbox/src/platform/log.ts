import { mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

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
  const destination = pino.destination({ fd, sync: false, minLength: 4096 });
  destination.on("error", () => {});
  const log = pino({ level, base: null }, destination);
  return {
    log,
    close: () =>
      new Promise((resolve) => {
        log.level = "silent";
        if (file === undefined) return destination.flush(() => resolve());
        destination.once("close", resolve);
        return destination.end();
      }),
  };
}
