import type { AnyEvent, Client } from "@micro/sdk";

import { Abort } from "../../abort.ts";
import type { EventMatch } from "./match.ts";

/** Which event to wait for, and how long. */
export interface WaitOptions {
  types: readonly string[];
  matches: EventMatch;
  timeoutMs: number;
  /** Begin after the event with this number; by default with the next one that happens. */
  after?: number | undefined;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
  /** Called when every event from then on is seen. */
  onReady?: () => void;
}

/** Resolves to the first event that fits; throws `Abort` when none came in time. */
export async function waitForEvent(client: Client, options: WaitOptions): Promise<AnyEvent | undefined> {
  const { types, matches, timeoutMs, after, signal } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  let seen = 0;
  await using stream = client.subscribe({
    types,
    after,
    signal: AbortSignal.any([signal, deadline]),
    onReady: () => options.onReady?.(),
  });
  try {
    for await (const { event } of stream) {
      if (matches(event)) return event;
      seen += 1;
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!deadline.aborted) throw error;
    const others = seen === 0 ? "none came at all" : `${seen} came that did not match`;
    throw new Abort(
      `No ${types.join(" or ")} came within ${timeoutMs / 1000} s: ${others}.`,
      "micro events tail shows what happens; --timeout waits longer, --after 0 also looks at what was.",
      { cause: error },
    );
  }
  return undefined;
}
