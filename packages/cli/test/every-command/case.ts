import type { Client } from "@micro/sdk";

import type { createMachine } from "../micro.ts";

/** Where a case takes place. */
export interface Scene {
  machine: ReturnType<typeof createMachine>;
  /** A client of the sandbox that runs, with its default key. */
  client: Client;
}

/** What to run a command with, and what it leaves behind. */
export interface CommandCase {
  /** What stands after the command; `scene` may be prepared first. */
  args?: readonly string[] | ((scene: Scene) => Promise<readonly string[]> | readonly string[]) | undefined;
  input?: string;
  env?: Readonly<Record<string, string>>;
  /** Where no sandbox is to run, or one that is a process of its own. */
  sandbox?: "none" | "process";
  /** 0 by default. */
  exitCode?: number;
  /** The command runs until it is stopped: as soon as it has printed a result to stdout, or anything at all. */
  stopAt?: "result" | "anything";
  /** As what JSON is asked for: `--json` by default, `null` where the command has none. */
  json?: readonly string[] | null;
  /** What is left of the output, where most of it is the machine's. */
  only?: RegExp;
}
