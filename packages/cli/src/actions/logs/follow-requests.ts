import { setTimeout as delay } from "node:timers/promises";

import { ApiError, ConnectionError, type Client, type RequestLogEntry } from "@micro/sdk";

/** How to follow the log of requests. */
export interface FollowOptions {
  signal: AbortSignal;
  /** How many of the requests so far to begin with. */
  last?: number;
  /** Called when the connection is lost, and when it is there again. */
  onConnection?: (isConnected: boolean) => void;
  /** Called once the place is known from which on nothing is missed. */
  onReady?: () => void;
  pollMs?: number;
}

const pageMax = 100;

/** Requests as they are answered, each once, in order, until the signal. The log is asked for what is new in it. */
export async function* followRequests(client: Client, options: FollowOptions): AsyncGenerator<RequestLogEntry> {
  const { signal, last = 0, onConnection, onReady, pollMs = 300 } = options;
  let cursor: string | undefined;
  let isConnected = true;
  // A failure of the first read is an error; a later one may be temporary.
  const first = await client.requests.list({ limit: Math.max(last, 1) });
  const earlier = first.data.toReversed();
  cursor = first.data[0]?.id;
  yield* earlier.slice(earlier.length - Math.min(last, earlier.length));
  onReady?.();

  while (!signal.aborted) {
    let fresh: RequestLogEntry[] = [];
    try {
      const page = await client.requests.list({
        limit: pageMax,
        ...(cursor !== undefined && { ending_before: cursor }),
      });
      fresh = page.data.toReversed();
      if (!isConnected) onConnection?.((isConnected = true));
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.code !== "resource_missing") throw error;
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      // A sandbox that was reset no longer knows the request that was seen last.
      if (error instanceof ApiError) cursor = undefined;
      else if (isConnected) onConnection?.((isConnected = false));
    }
    cursor = fresh.at(-1)?.id ?? cursor;
    yield* fresh;
    if (fresh.length < pageMax) await delay(pollMs, undefined, { signal }).catch(() => {});
  }
}
