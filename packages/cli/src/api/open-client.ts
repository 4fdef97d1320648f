import { createClient, type Client, type ClientOptions, type WebSocketFactory } from "@micro/sdk/client";

import { httpFetch } from "./http-fetch.ts";
import { openWebSocket } from "./web-socket.ts";

/** Where a sandbox is, and the key that it takes there. */
export interface Place {
  url: string;
  apiKey: string | undefined;
}

/** What may differ from client to client. */
export interface ClientChoice {
  apiKey?: string | undefined;
  /** The name under which its requests stand in the sandbox's log, to tell them from others. */
  requestId?: string | undefined;
  maxRetries?: number;
  timeoutMs?: number;
  onRetry?: ClientOptions["onRetry"];
  /** Says where the sandbox is by now, before each request: one that was started again may be elsewhere. */
  place?: (() => Place) | undefined;
}

/** A client that starts quickly and gives up soon: somebody is waiting, and would rather be told. */
export const openClientAt = (
  baseUrl: string,
  { apiKey, requestId, maxRetries = 1, timeoutMs = 10_000, onRetry, place }: ClientChoice,
): Client => {
  const fetch = httpFetch(requestId === undefined ? {} : { "x-request-id": requestId });
  const ways = { apiKey, fetch, webSocket: openWebSocket };
  return createClient({
    baseUrl,
    apiKey,
    maxRetries,
    timeoutMs,
    onRetry,
    ...(place === undefined ? ways : following(ways, place)),
  });
};

interface Ways {
  apiKey: string | undefined;
  fetch: typeof globalThis.fetch;
  webSocket: WebSocketFactory;
}

/** The same ways to a sandbox, that lead to where it is by now. */
function following({ apiKey, fetch, webSocket }: Ways, place: () => Place): Pick<Ways, "fetch" | "webSocket"> {
  const at = (headers: Readonly<Record<string, string>>) => {
    const { url, apiKey: key } = place();
    const isOwn = headers["authorization"] === `Bearer ${apiKey}`;
    return { url, headers: isOwn ? { ...headers, authorization: `Bearer ${key}` } : headers };
  };
  return {
    fetch: (from, init) => {
      // The client gives a text and an object, and no other of the forms that there are.
      const { url, headers } = at(init?.headers as Record<string, string>);
      return fetch(url + pathOf(from as string), { ...init, headers });
    },
    webSocket: (from, { protocols, headers: given }) => {
      const { url, headers } = at(given);
      return webSocket(url.replace("http", "ws") + pathOf(from), { protocols, headers });
    },
  };
}

/** A sandbox of this machine has no path of its own: all behind the host is the request's. */
const pathOf = (url: string) => url.slice(url.indexOf("/", "https://".length));
