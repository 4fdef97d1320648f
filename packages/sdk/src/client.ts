import { buildClient } from "./client/client.ts";
import type { Client } from "./client/client-types.ts";
import { fetchTransport } from "./client/fetch-transport.ts";
import type { ClientOptions } from "./client/options.ts";
import type { WebSocketFactory } from "./stream/socket.ts";

export { ApiError } from "./client/api-error.ts";
export type { Client } from "./client/client-types.ts";
export { ConnectionError } from "./client/connection-error.ts";
export type { ClientOptions, FailedAttempt } from "./client/options.ts";
export type { StreamSocket, WebSocketFactory } from "./stream/socket.ts";

/**
 * Creates a client of the API, for any platform with `fetch`. This door has the client and its errors alone: it starts
 * sooner than the whole, and brings no connection pool. Throws a `TypeError` for an option that there is none of or that cannot
 * have its value, and when the base URL is not an http or https URL.
 */
export function createClient(options: ClientOptions = {}): Client {
  return buildClient(options, (baseUrl) => ({
    transport: fetchTransport(baseUrl, options.fetch ?? globalThis.fetch),
    webSocket: options.webSocket ?? openWebSocket,
  }));
}

const openWebSocket: WebSocketFactory = (url, { protocols, headers }) => new WebSocket(url, { protocols, headers });
