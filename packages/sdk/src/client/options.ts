import type { Operation } from "../contract/index.ts";
import type { WebSocketFactory } from "../stream/socket.ts";
import type { ApiError } from "./api-error.ts";
import type { ConnectionError } from "./connection-error.ts";

/** An attempt that failed, and is repeated. */
export interface FailedAttempt {
  readonly method: Operation["method"];
  readonly path: string;
  readonly error: ApiError | ConnectionError;
}

/** How a client reaches the sandbox. Every option may be left out. */
export interface ClientOptions {
  /** An API key (`sk_test_…`) or the token of a session. Without one, only operations that need no credentials work. */
  apiKey?: string | undefined;
  /** Where the sandbox listens: `http://127.0.0.1:8080` by default. A path in it is kept in front of every route. */
  baseUrl?: string | undefined;
  /** Milliseconds that one attempt may take, from connecting to the last byte: 30,000 by default, 0 for no limit. */
  timeoutMs?: number | undefined;
  /** How many times a failed attempt is repeated: 2 by default. Only failures that may pass are repeated. */
  maxRetries?: number | undefined;
  /** Hears of every attempt that failed before it is repeated, which waits for it. */
  onRetry?: ((attempt: FailedAttempt) => void | Promise<void>) | undefined;
  /** Sends requests instead of the connection pool (on Node) or the global `fetch` (elsewhere). */
  fetch?: typeof globalThis.fetch | undefined;
  /** Opens WebSockets for `subscribe` instead of the platform's own `WebSocket`. */
  webSocket?: WebSocketFactory | undefined;
  /** The most connections that the pool on Node opens at once: 64 by default. Further requests wait for one. */
  maxConnections?: number | undefined;
}

/** What may differ for a single request. */
export interface RequestOptions {
  /** Names the request, so that repeating it has no second effect. Every POST gets a random one by default. */
  idempotencyKey?: string | undefined;
  /** Ends the request, or the wait between two attempts, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take, 0 for no limit. */
  timeoutMs?: number | undefined;
  /** An API key or the token of a session, instead of the client's. */
  apiKey?: string | undefined;
  /** How many times a failed attempt is repeated. */
  maxRetries?: number | undefined;
  /** Sent as `X-Request-ID`, at most 128 visible characters; the sandbox echoes and logs it. */
  requestId?: string | undefined;
}
