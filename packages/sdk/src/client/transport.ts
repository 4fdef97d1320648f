import type { Operation } from "../contract/index.ts";

/** One attempt at a request. */
export interface TransportRequest {
  method: Operation["method"];
  /** The path with its query, beginning with `/`. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  signal: AbortSignal | undefined;
  /** Milliseconds until the attempt fails with a `ConnectionError` of reason `timeout`, 0 for no limit. */
  timeoutMs: number;
}

/** A complete answer, whatever its status. */
export interface TransportResponse {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** A good answer whose text is read as it arrives. */
export interface TransportStream extends Omit<TransportResponse, "text"> {
  /** Throws a `ConnectionError`, or the signal's reason, when the answer breaks off. */
  chunks: AsyncIterable<string>;
}

/** Carries single attempts to one origin. */
export interface Transport {
  /** Rejects with a `ConnectionError`, or with the signal's reason. */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** As `send`, but a good answer is read as it arrives: the time-out counts until it begins. */
  open(request: TransportRequest): Promise<TransportResponse | TransportStream>;
  /** Breaks off answers that are still read, waits for requests in flight, then closes every connection. */
  close(): Promise<void>;
}

/** The one value of a header, or `undefined` if it is absent or repeated. */
export function singleHeader(response: Pick<TransportResponse, "headers">, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === "string" ? value : undefined;
}
