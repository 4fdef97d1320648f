import { createRequire } from "node:module";

import type * as Undici from "undici";

import { buildClient } from "./client/client.ts";
import type { Client } from "./client/client-types.ts";
import { fetchTransport } from "./client/fetch-transport.ts";
import type { ClientOptions } from "./client/options.ts";
import { undiciTransport } from "./client/undici-transport.ts";

export * from "./shared.ts";

const require = createRequire(import.meta.url);
/** Loaded by whoever opens a connection: that takes longer than all else here, and a test may never need one. */
const undici = () => require("undici") as typeof Undici;

/**
 * Creates a client of the API with a connection pool of its own, which `close` or `await using` closes. Idle connections do
 * not keep the process running. Throws a `TypeError` for an option that there is none of or that cannot have its value, and
 * when the base URL is not an http or https URL.
 */
export function createClient(options: ClientOptions = {}): Client {
  return buildClient(options, (baseUrl) => {
    const { fetch, maxConnections = 64 } = options;
    if (fetch) return { transport: fetchTransport(baseUrl, fetch), webSocket: options.webSocket ?? openWebSocket };
    const pool = new (undici().Pool)(new URL(baseUrl).origin, {
      connections: maxConnections,
      keepAliveTimeout: 10_000,
    });
    return {
      transport: undiciTransport(pool, baseUrl),
      webSocket: options.webSocket ?? ((url, init) => openWebSocket(url, { ...init, dispatcher: pool })),
    };
  });
}

const openWebSocket = (url: string, init: Undici.WebSocketInit) => new (undici().WebSocket)(url, init);
