import { duplexPair } from "node:stream";
import { inspect } from "node:util";

import type { WebSocketFactory } from "@micro/sdk";
import { inject, type InjectOptions } from "light-my-request";
import { WebSocket } from "ws";

import type { Servers } from "../gateway/bind.ts";
import { nextTurn } from "../platform/turn.ts";

/** A request in short: a path with what goes with it. An object as body is sent as JSON. */
export interface TestRequest {
  /** `GET` by default, and `POST` with a body. */
  method?: string;
  /** With its query: `/payments/payment_intents?limit=5`. */
  path: string;
  /** The credentials among them: `{ authorization: "Bearer sk_test_…" }`. No key is added by itself. */
  headers?: Record<string, string>;
  /** A text or bytes as they are, anything else as JSON. */
  body?: unknown;
}

const bodyless = new Set([101, 204, 205, 304]);

/** Answers a request without a connection: everything else is as over one. */
export async function dispatch(servers: Servers, request: Request | TestRequest): Promise<Response> {
  assertRequest(request);
  const { method, path, headers, body } = request instanceof Request ? await fromRequest(request) : request;
  const isText = typeof body === "string" || body instanceof Uint8Array;
  const payload = body === undefined || isText ? body : JSON.stringify(body);
  const options: InjectOptions = {
    method: method ?? (body === undefined ? "GET" : "POST"),
    url: path,
    headers: { host: "localhost", ...(payload !== undefined && { "content-type": "application/json" }), ...headers },
    ...(payload !== undefined && { payload: typeof payload === "string" ? payload : Buffer.from(payload) }),
  };
  // As a connection would: who calls again and again, and is answered at once, lets nobody else have a turn otherwise.
  await nextTurn();
  let answer;
  try {
    answer = await inject(servers.serve, options);
  } catch (cause) {
    // As `fetch` rejects when the connection breaks before the answer is complete.
    throw new TypeError(servers.isClosed ? "The sandbox is closed." : "fetch failed", { cause });
  }
  const answerHeaders = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part !== undefined) answerHeaders.append(name, String(part));
    }
  }
  const { statusCode: status } = answer;
  return new Response(bodyless.has(status) ? null : new Uint8Array(answer.rawPayload), {
    status,
    headers: answerHeaders,
  });
}

function assertRequest(request: unknown): asserts request is Request | TestRequest {
  if (request instanceof Request) return;
  const path: unknown = typeof request === "object" && request !== null ? Reflect.get(request, "path") : undefined;
  if (typeof path === "string") return;
  throw new TypeError(
    `Give a Request, or an object with a path such as { path: "/payments/balance" }, not ${inspect(request, { depth: 0 })}.`,
  );
}

async function fromRequest(request: Request): Promise<TestRequest> {
  const { pathname, search } = new URL(request.url);
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  const { host: _host, ...headers } = Object.fromEntries(request.headers);
  return { method: request.method, path: pathname + search, headers, body };
}

/** A `fetch` that this sandbox answers, whatever the host is. */
export function fetchOf(servers: Servers): typeof globalThis.fetch {
  return async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    if (input instanceof Request || typeof init?.body === "object") {
      return unlessAborted(signal, dispatch(servers, new Request(input, init)));
    }
    const { pathname, search } = new URL(input);
    const answer = dispatch(servers, {
      method: init?.method ?? "GET",
      path: pathname + search,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: init?.body,
    });
    return unlessAborted(signal, answer);
  };
}

/** The answer, unless whoever asked gives up before: what was asked for is done all the same. */
async function unlessAborted(signal: AbortSignal | undefined, answer: Promise<Response>): Promise<Response> {
  if (!signal) return answer;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Opens WebSockets through a pair of streams: HTTP and frames as over a connection. */
export function webSocketOf(servers: Servers): WebSocketFactory {
  return (url, { protocols, headers }) =>
    new WebSocket(url, protocols, {
      headers,
      createConnection: () => {
        const [near, far] = duplexPair();
        servers.connect(far);
        // Node's HTTP sets a time-out on its socket; a stream has none, and nothing here needs one.
        return Object.assign(near, {
          setTimeout: () => near,
          setNoDelay: () => near,
          setKeepAlive: () => near,
        }) as never;
      },
    });
}
