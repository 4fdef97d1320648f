import { createClient, type Client, type ClientOptions } from "@micro/sdk/client";

import { httpFetch } from "./http-fetch.ts";
import { openWebSocket } from "./web-socket.ts";

/** What may differ from client to client. */
export interface ClientChoice {
  apiKey?: string | undefined;
  /** The name under which its requests stand in the sandbox's log, to tell them from others. */
  requestId?: string | undefined;
  maxRetries?: number;
  timeoutMs?: number;
  onRetry?: ClientOptions["onRetry"];
}

/** A client that starts quickly and gives up soon: somebody is waiting, and would rather be told. */
export const openClientAt = (
  baseUrl: string,
  { apiKey, requestId, maxRetries = 1, timeoutMs = 10_000, onRetry }: ClientChoice,
): Client =>
  createClient({
    baseUrl,
    apiKey,
    maxRetries,
    timeoutMs,
    onRetry,
    fetch: httpFetch(requestId === undefined ? {} : { "x-request-id": requestId }),
    webSocket: openWebSocket,
  });
