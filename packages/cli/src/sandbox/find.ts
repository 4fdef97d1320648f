import type { Health } from "@micro/sdk";

import { openClientAt } from "../api/open-client.ts";
import { findRuntime, type Runtime } from "./runtime.ts";

const probeTimeoutMs = 2_000;

/** The sandbox of this data folder, if it answers. A file that a dead process left behind is no sandbox. */
export async function findRunning(dataDir: string): Promise<(Runtime & { health: Health }) | undefined> {
  const runtime = findRuntime(dataDir);
  if (runtime === undefined) return undefined;
  const health = await probe(runtime.url);
  return health?.pid === runtime.pid ? { ...runtime, health } : undefined;
}

/** What the sandbox at this URL says of itself; nothing when it does not answer at once. */
export async function probe(url: string): Promise<Health | undefined> {
  await using client = openClientAt(url, { maxRetries: 0, timeoutMs: probeTimeoutMs });
  return await client.sandbox.health().catch(() => undefined);
}
