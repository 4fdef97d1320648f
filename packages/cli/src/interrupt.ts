import { constants } from "node:os";

/** The signals that ask a program to end. */
export const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndSignal = (typeof endSignals)[number];

/** A command that runs until it is told to stop. */
export interface Interrupt {
  /** Aborted at the first ^C, at SIGTERM and SIGHUP, and when nobody reads stdout any more. */
  readonly signal: AbortSignal;
}

/** The exit code of what a signal ended, as shells have it. */
export const signalCode = (name: NodeJS.Signals): number => 128 + constants.signals[name];

let current: { stop: (exitCode: number) => void; isStopping: () => boolean } | undefined;

/**
 * From now on ^C asks the command to come to its end; a second one ends the process at once. The exit code becomes
 * 128 and the signal's number: 130 for ^C.
 */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  current = {
    isStopping: () => controller.signal.aborted,
    stop(exitCode) {
      if (controller.signal.aborted) exitNow(exitCode);
      process.exitCode = exitCode;
      controller.abort();
    },
  };
  for (const name of endSignals) {
    process.on(name, () => {
      // A terminal that is closed may send it twice, which does not mean that somebody is impatient.
      if (name !== "SIGHUP" || !controller.signal.aborted) current?.stop(signalCode(name));
    });
  }
  return { signal: controller.signal };
}

/** From now on the command handles signals itself, and goes on when the reader of its output goes away. */
export function takeSignals(onSignal: (name: EndSignal) => void): void {
  current = { stop: () => {}, isStopping: () => true };
  for (const name of endSignals) process.on(name, () => onSignal(name));
}

/** Ends the command as ^C would, with this exit code; at once when it has no end of its own to come to. */
export function stop(exitCode: number): void {
  if (current === undefined) exitNow(exitCode);
  else current.stop(exitCode);
}

let hungUp = false;

/** Whether the terminal is gone: there is nobody to report to, and reads and writes fail for that reason alone. */
export const isHungUp = (): boolean => hungUp;

/** Ends the command since its terminal is gone, which is noticed at every read and write: once. */
export function hangUp(): void {
  hungUp = true;
  if (current?.isStopping()) return;
  endSoon();
  stop(signalCode("SIGHUP"));
}

const endAfterFailureMs = 3_000;

/** Ends the process after a failure, whatever is still going on in it. */
export function endSoon(): void {
  setTimeout(() => exitNow(Number(process.exitCode ?? 0)), endAfterFailureMs).unref();
}

function exitNow(exitCode: number): void {
  // oxlint-disable-next-line unicorn/no-process-exit -- The user asked for it a second time, or nobody listens.
  process.exit(exitCode);
}
