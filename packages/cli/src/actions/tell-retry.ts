import type { Client } from "@micro/sdk";
import { ApiError, ConnectionError, type FailedAttempt } from "@micro/sdk/client";

import { err } from "../output/colours.ts";
import { say } from "../output/write.ts";

/**
 * Says that a request failed and is sent again, and by which faults: whoever has made a rule would otherwise not see it
 * fire. A sandbox that nothing reaches is told by the failure itself.
 */
export async function tellRetry(client: Client, { method, path, error }: FailedAttempt): Promise<void> {
  const what = outcomeOf(error);
  if (what === undefined) return;
  const faults = await faultsOf(client, { method, path, error });
  const by = faults.length === 0 ? "" : ` by the fault ${faults.join(", ")}`;
  say(err.dim(`${method} ${path.split("?")[0]} ${what}${by}, and is sent again.`));
}

function outcomeOf(error: FailedAttempt["error"]): string | undefined {
  if (error instanceof ApiError) return `was answered ${error.status} ${error.code}`;
  if (!(error instanceof ConnectionError)) return undefined;
  if (error.reason === "reset") return "lost its connection";
  return error.reason === "timeout" ? "got no answer in time" : undefined;
}

/** The rules that the sandbox's log names for it; where no answer came, its id is not known, but its path is. */
async function faultsOf(client: Client, { method, path, error }: FailedAttempt): Promise<readonly string[]> {
  try {
    const { data } = await client.requests.list({ limit: 10 }, { maxRetries: 0, timeoutMs: 1_000 });
    const isIt = (entry: (typeof data)[number]) =>
      error instanceof ApiError
        ? entry.id === error.requestId
        : entry.method === method && entry.path === path.split("?")[0];
    return data.find(isIt)?.faults ?? [];
  } catch {
    // The key may not read the log.
    return [];
  }
}
