import { assertOptions } from "../check-options.ts";
import type { Operation } from "../contract/index.ts";
import { errorFromResponse, type ApiError } from "./api-error.ts";
import { ConnectionError } from "./connection-error.ts";
import { requestOptionKinds, type ClientOptions, type RequestOptions } from "./options.ts";
import { type delay, retryDelayMs } from "./retry.ts";
import type { Transport, TransportRequest, TransportResponse, TransportStream } from "./transport.ts";

/** What all requests of a client share. */
export interface Connection {
  transport: Transport;
  /** Without a slash at its end. */
  baseUrl: string;
  apiKey: string | undefined;
  timeoutMs: number;
  maxRetries: number;
  onRetry: ClientOptions["onRetry"];
  /** From 0 up to 1; spreads retries. */
  random: () => number;
  delay: typeof delay;
}

const noOptions: RequestOptions = {};

/**
 * Sends a request and repeats it while its failure may pass. The idempotency key stays the same over all attempts, so that
 * an attempt whose answer was lost has no second effect. Resolves with an answer of status 2xx.
 */
export function send(connection: Connection, ...sent: Sent): Promise<TransportResponse> {
  return repeat(connection, (request) => connection.transport.send(request), ...sent);
}

/** As `send`, for an answer that is read as it arrives. Once it has begun nothing is repeated. */
export async function open(connection: Connection, ...sent: Sent): Promise<TransportStream> {
  const answer = await repeat(connection, (request) => connection.transport.open(request), ...sent);
  if ("chunks" in answer) return answer;
  const { text, ...rest } = answer;
  return { ...rest, chunks: single(text) };
}

/** The text of an answer that came without a body to read. */
async function* single(text: string): AsyncGenerator<string, void, undefined> {
  if (text !== "") yield text;
}

type Sent = [method: Operation["method"], path: string, body: string | undefined, options?: RequestOptions];

async function repeat<Answer extends TransportResponse | TransportStream>(
  connection: Connection,
  carry: (request: TransportRequest) => Promise<Answer>,
  ...[method, path, body, options = noOptions]: Sent
): Promise<Answer> {
  assertOptions(options, requestOptionKinds);
  const { baseUrl } = connection;
  const { signal } = options;
  const request = {
    method,
    path,
    headers: headersOf(connection, method, body, options),
    body,
    signal,
    timeoutMs: options.timeoutMs ?? connection.timeoutMs,
  };
  const maxRetries = options.maxRetries ?? connection.maxRetries;

  for (let retry = 0; ; retry++) {
    let failure: ApiError | ConnectionError;
    try {
      const response = await carry(request);
      if (response.status >= 200 && response.status < 300) return response;
      failure =
        "text" in response
          ? errorFromResponse(response, baseUrl)
          : new ConnectionError("invalid_answer", baseUrl, { status: response.status });
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      failure = error;
    }
    const delayMs = retry < maxRetries ? retryDelayMs(failure, retry, connection.random) : undefined;
    if (delayMs === undefined) throw failure;
    await connection.onRetry?.({ method, path, error: failure });
    await connection.delay(delayMs, signal);
  }
}

function headersOf(
  connection: Connection,
  method: Operation["method"],
  body: string | undefined,
  options: RequestOptions,
): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json" };
  const apiKey = options.apiKey ?? connection.apiKey;
  if (apiKey !== undefined) headers["authorization"] = `Bearer ${headerValue("apiKey", apiKey)}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (options.idempotencyKey !== undefined) {
    headers["idempotency-key"] = headerValue("idempotencyKey", options.idempotencyKey);
  } else if (method === "POST") {
    headers["idempotency-key"] = crypto.randomUUID();
  }
  if (options.requestId !== undefined) headers["x-request-id"] = headerValue("requestId", options.requestId);
  return headers;
}

function headerValue(option: string, value: string): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new TypeError(`\`${option}\` must be one or more visible ASCII characters, since it is sent in a header.`);
}
