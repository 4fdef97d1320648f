import { spawn, type ChildProcess } from "node:child_process";

import { Abort } from "../../abort.ts";
import { signalCode, takeSignals, type EndSignal } from "../../interrupt.ts";

/** How a command ended. */
export interface Ended {
  exitCode: number;
  /** The signal that ended it, if one did. */
  signal: NodeJS.Signals | null;
}

/** Hands signals on to the command; those that come before there is one keep it from being started. */
export interface SignalRelay {
  attach(child: ChildProcess): void;
  /** The signal that came first. */
  readonly first: EndSignal | undefined;
}

/** Without a terminal the command gets a group of its own, so that a signal reaches all that it has started. */
const ownGroup = !process.stdin.isTTY && process.platform !== "win32";

/** Hands every signal on. A terminal has told the command of ^C already; at the second signal the command is killed. */
export function relaySignals(): SignalRelay {
  let child: ChildProcess | undefined;
  let count = 0;
  let first: EndSignal | undefined;
  takeSignals((name) => {
    first ??= name;
    count += 1;
    if (child === undefined) return;
    if (count > 1) signalAll(child, "SIGKILL");
    else if (ownGroup || name !== "SIGINT") signalAll(child, name);
  });
  return {
    attach: (started) => {
      child = started;
    },
    get first() {
      return first;
    },
  };
}

/** Runs a command with our own input and output to its end. What it has left running in its group is ended with it. */
export async function runChild(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  relay: SignalRelay,
): Promise<Ended> {
  if (relay.first !== undefined) return { exitCode: signalCode(relay.first), signal: relay.first };
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(program, args, { env, stdio: "inherit", detached: ownGroup });
  child.once("error", (error: NodeJS.ErrnoException) => reject(notStarted(program, error)));
  child.once("exit", (code, signal) => resolve({ exitCode: code ?? signalCode(signal ?? "SIGKILL"), signal }));
  relay.attach(child);
  const killRest = () => void (ownGroup && signalAll(child, "SIGKILL"));
  process.once("exit", killRest);
  try {
    return await promise;
  } finally {
    process.removeListener("exit", killRest);
    killRest();
  }
}

function signalAll({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/** The exit codes are those of a shell: 127 where there is no such program, 126 where it cannot be run. */
function notStarted(program: string, error: NodeJS.ErrnoException): Abort {
  const exitCode = error.code === "ENOENT" ? 127 : 126;
  const message =
    exitCode === 127 ? `There is no program "${program}".` : `"${program}" cannot be run (${error.code}).`;
  return new Abort(message, "Give the program as a shell finds it, or run it through one: micro exec -- sh -c '…'.", {
    cause: error,
    exitCode,
  });
}
