import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { databaseFile } from "./folder.ts";

/** A sandbox for one run: on a free port, and in no data folder that others look into. */
export interface FreshOptions {
  seed: string;
  /** The instant at which its clock stands, in seconds; it runs with the wall when absent. */
  frozenAt?: number | undefined;
  /** The version of Stripe's API that is spoken where nobody asks for another; the newest when absent. */
  stripeVersion?: string | undefined;
  /** Keep its data in a folder of its own, in place of memory. */
  keep: boolean;
}

/** A sandbox that nobody but its maker knows of. */
export interface FreshSandbox extends AsyncDisposable {
  url: string;
  apiKey: string;
  publishableKey: string;
  instanceId: string;
  /** Where its data stays; undefined when it is gone at the end. */
  dataDir: string | undefined;
}

/** Starts a sandbox in this process of which nothing stays, unless it is to be kept. */
export async function openFresh({ keep, ...options }: FreshOptions): Promise<FreshSandbox> {
  const { createSandbox } = await import("@micro/sandbox");
  const dataDir = keep ? mkdtempSync(join(tmpdir(), "micro-exec-")) : undefined;
  const file = dataDir === undefined ? undefined : databaseFile(dataDir);
  const sandbox = await createSandbox({ port: 0, ...options, file });
  const { url, apiKey, publishableKey, instanceId } = sandbox;
  return { url, apiKey, publishableKey, instanceId, dataDir, [Symbol.asyncDispose]: () => sandbox.close() };
}
