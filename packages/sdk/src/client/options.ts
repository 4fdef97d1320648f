import type { Operation } from "../contract/index.ts";
import { abortSignal, callback, text, timeout, wholeFrom, type OptionKind } from "../check-options.ts";
import type { WebSocketFactory } from "../stream/socket.ts";
import type { ApiError } from "./api-error.ts";
import type { ConnectionError } from "./connection-error.ts";

/** An attempt that failed and is about to be repeated. */
export interface FailedAttempt {
  /** `GET`, `POST` or `DELETE`. */
  readonly method: Operation["method"];
  /** The path with its query, beginning with `/`. */
  readonly path: string;
  /** What it failed with. */
  readonly error: ApiError | ConnectionError;
}

/** How a client reaches the sandbox. Every option may be left out; an unknown one is refused with a `TypeError`. */
export interface ClientOptions {
  /** An API key (`sk_test_…`, on a payer's page `pk_test_…`) or the token of a session. Without one, only operations that need no credentials work. */
  apiKey?: string | undefined;
  /** Where the sandbox listens: `http://127.0.0.1:8080` by default. A path in it is kept in front of every route. */
  baseUrl?: string | undefined;
  /** Milliseconds that one attempt may take, from connecting to the last byte: 30,000 by default, 0 for no limit. */
  timeoutMs?: number | undefined;
  /** How many times a failed attempt is repeated: 2 by default. Only failures that may pass are repeated. */
  maxRetries?: number | undefined;
  /**
   * Hears of every attempt that failed before it is repeated, which waits for it. What it throws is what the call rejects
   * with, and nothing is repeated.
   */
  onRetry?: ((attempt: FailedAttempt) => void | Promise<void>) | undefined;
  /** Sends requests instead of the connection pool (on Node) or the global `fetch` (elsewhere). */
  fetch?: typeof globalThis.fetch | undefined;
  /** Opens WebSockets for `subscribe` instead of the platform's own `WebSocket`. */
  webSocket?: WebSocketFactory | undefined;
  /** The most connections that the pool on Node opens at once: 64 by default. Further requests wait for one. */
  maxConnections?: number | undefined;
}

/** What may differ for a single request. An unknown option is refused with a `TypeError`. */
export interface RequestOptions {
  /**
   * Names the request, so that repeating it has no second effect: at most 255 visible characters. Every POST gets a random
   * one by default, which stays the same over its attempts.
   */
  idempotencyKey?: string | undefined;
  /** Ends the request, or the wait between two attempts, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take, 0 for no limit: the client's by default. */
  timeoutMs?: number | undefined;
  /** An API key or the token of a session, instead of the client's. */
  apiKey?: string | undefined;
  /** How many times a failed attempt is repeated: the client's by default. */
  maxRetries?: number | undefined;
  /** Sent as `X-Request-ID`, at most 128 visible characters; the sandbox echoes and logs it. */
  requestId?: string | undefined;
}

export const clientOptionKinds: Record<keyof ClientOptions, OptionKind> = {
  apiKey: text,
  baseUrl: text,
  timeoutMs: timeout,
  maxRetries: wholeFrom(0),
  onRetry: callback,
  fetch: callback,
  webSocket: callback,
  maxConnections: wholeFrom(1),
};

export const requestOptionKinds: Record<keyof RequestOptions, OptionKind> = {
  idempotencyKey: text,
  signal: abortSignal,
  timeoutMs: timeout,
  apiKey: text,
  maxRetries: wholeFrom(0),
  requestId: text,
};
