import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import type { Observation, observe, observed } from "./observation.ts";

/** What a child process can be asked; every call answers by a promise. */
export type Calls<T> = { [Name in keyof T]: (input: never) => Promise<unknown> };

export interface Question {
  id: number;
  name: string;
  input: unknown;
}

export type Reply = { id: number; value: unknown } | { id: number; error: string };

/** A process of its own, asked by message. */
export interface Child<T extends Calls<T>> {
  observe(input: Parameters<typeof observe>[0]): Promise<unknown>;
  observed(input: Parameters<typeof observed>[0]): Promise<Partial<Observation>>;
  ask<Name extends keyof T & string>(name: Name, input: Parameters<T[Name]>[0]): ReturnType<T[Name]>;
  close(): Promise<void>;
}

/** Where a process runs: what is measured has one core, what loads it another. */
export type Place = "server" | "load";

const pinned = process.platform === "linux" && existsSync("/usr/bin/taskset") && availableParallelism() > 1;

/** Whether server and load have a core each. */
export const coresAreApart = pinned;

/** A command line of Node on the core of its place. */
export function nodeAt(place: Place, parameters: readonly string[]): [string, ...string[]] {
  return commandAt(place, [process.execPath, ...parameters]);
}

/** A command line on the core of its place. */
export function commandAt(place: Place, command: [string, ...string[]]): [string, ...string[]] {
  return pinned ? ["/usr/bin/taskset", "--cpu-list", place === "server" ? "0" : "1", ...command] : command;
}

const running = new Set<ChildProcess>();

/** Ends the processes that nobody closed, since what they were for has failed. */
export async function closeChildren(): Promise<void> {
  await Promise.all(Array.from(running, close));
}

/** Starts `bench/<script>` as a process of its own. */
export function startChild<T extends Calls<T>>(place: Place, script: string, flags: readonly string[] = []): Child<T> {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const [program, ...parameters] = nodeAt(place, [...process.execArgv, ...flags, path]);
  const child = spawn(program, parameters, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  running.add(child);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (cause: Error) => void }>();
  let last = 0;

  child.on("message", (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) asked?.reject(new Error(`${script}: ${reply.error}`));
    else asked?.resolve(reply.value);
  });
  const giveUp = (cause: Error) => {
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  child.on("error", giveUp);
  child.on("exit", (code, signal) => {
    running.delete(child);
    giveUp(new Error(`${script} ended early (${signal ?? code}).`));
  });

  const ask = (name: string, input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, name, input } satisfies Question);
    });
  return {
    observe: (input) => ask("observe", input),
    observed: (input) => ask("observed", input) as ReturnType<typeof observed>,
    // The two sides are typed by the same interface.
    ask: (name, input) => ask(name, input) as ReturnType<T[typeof name]>,
    close: () => close(child),
  };
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  await ended;
}
