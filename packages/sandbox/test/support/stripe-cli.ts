import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished } from "vitest";

import type { Sandbox } from "../../src/index.ts";

/** Stripe's own command line, where there is one for this machine. */
const binary = findBinary();

export const hasStripeCli = binary !== undefined;

function findBinary(): string | undefined {
  const cpu = process.arch;
  try {
    return createRequire(import.meta.url).resolve(`@stripe/cli-${process.platform}-${cpu}/bin/stripe`);
  } catch {
    process.stderr.write("Stripe's command line is not installed: the tests that run it are skipped.\n");
    return undefined;
  }
}

/** A run of Stripe's command line. */
export interface StripeRun {
  /** What it has printed so far. */
  text(): string;
  /** Waits until it has printed this. */
  expectText(part: string): Promise<void>;
  /** The status that it ended with. */
  ended: Promise<number | null>;
}

/** Runs `stripe …` against a sandbox, with nothing of the user's own configuration; it ends with the test. */
export function runStripe({ url, apiKey }: Pick<Sandbox, "url" | "apiKey">, ...args: string[]): StripeRun {
  const home = mkdtempSync(join(tmpdir(), "micro-stripe-"));
  const child = spawn(binary ?? "", [...args, "--api-base", url, "--color", "off"], {
    env: { HOME: home, XDG_CONFIG_HOME: home, STRIPE_API_KEY: apiKey, STRIPE_CLI_TELEMETRY_OPTOUT: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (part: string) => (text += part));
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    text: () => text,
    expectText: (part) => expect.poll(() => text, { timeout: 20_000, interval: 10 }).toContain(part),
    ended,
  };
}

/** Runs `stripe …` to its end. Answers what it printed; throws when it failed. */
export async function stripe(sandbox: Pick<Sandbox, "url" | "apiKey">, ...args: string[]): Promise<string> {
  const run = runStripe(sandbox, ...args);
  const status = await run.ended;
  if (status !== 0) throw new Error(`stripe ${args.join(" ")} ended with ${status}: ${run.text()}`);
  return run.text();
}
