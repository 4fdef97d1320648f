import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { execa } from "execa";

const micro = join(import.meta.dirname, "../../packages/cli/bin/micro.js");

/** Where the commands run: on a folder of their own, or on the user's. */
export interface Stage {
  /** Whether nothing is to stay. */
  once: boolean;
  signal: AbortSignal;
  /** What a user types after the commands to mean the same account. */
  profileFlags: string;
  /** Runs `micro` to its end; answers what it prints. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Starts `micro` and answers the first JSON value that it prints; it goes on until the stage is closed. */
  start(args: readonly string[]): Promise<unknown>;
  /** Stops what was started and removes what is not to stay. */
  close(): Promise<void>;
}

const profile = "demo";
const startMsMax = 30_000;

/** Prepares where the commands run. */
export async function openStage(options: Pick<Stage, "once" | "signal">): Promise<Stage> {
  const folder = options.once ? await mkdtemp(join(tmpdir(), "micro-start-")) : undefined;
  const place = folder === undefined ? [] : ["--data-dir", folder, "--config", join(folder, "micro.yaml")];
  // The user's own settings are for other sandboxes. The profile is no flag: `sandbox start` has one of that name.
  const env = { MICRO_API_KEY: undefined, MICRO_API_BASE: undefined, MICRO_PROFILE: profile };
  const begin = (args: readonly string[]) =>
    execa(process.execPath, [micro, ...args, ...place], { env, reject: false, buffer: { stdout: false } });
  const started: ReturnType<typeof begin>[] = [];

  return {
    ...options,
    profileFlags: `-p ${profile}`,
    async run(args, input = "") {
      const command = [micro, ...args, ...place];
      const { stdout } = await execa(process.execPath, command, { env, input, cancelSignal: options.signal }).catch(
        (error: unknown) => {
          throw plain(error);
        },
      );
      return stdout;
    },
    async start(args) {
      const child = begin(args);
      started.push(child);
      const ended = child.then((result) => {
        throw plain(result);
      });
      const value = await Promise.race([firstValue(child.stdout), ended, timeOut(options.signal)]);
      const { error } = value as { error?: { message: string; hint?: string } };
      if (error) throw new Error([error.message, error.hint].filter(Boolean).join(" "));
      return value;
    },
    async close() {
      for (const child of started.toReversed()) {
        child.kill();
        await child;
      }
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The first JSON value of a program's output, on one line or several. What follows is dropped. */
async function firstValue(output: Readable): Promise<unknown> {
  let text = "";
  for await (const line of createInterface({ input: output })) {
    text += line;
    try {
      const value: unknown = JSON.parse(text);
      output.resume();
      return value;
    } catch {
      // The value goes on in the next line.
    }
  }
  return new Promise(() => {});
}

async function timeOut(signal: AbortSignal): Promise<never> {
  await delay(startMsMax, undefined, { signal, ref: false });
  throw new Error(`It did not answer within ${startMsMax / 1000} s.`);
}

/** What the command itself said, instead of how it was called. */
function plain(error: unknown): Error {
  const said = error instanceof Object && "stderr" in error ? String(error.stderr).trim() : "";
  return new Error(said || String(error));
}
