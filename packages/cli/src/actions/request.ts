import type { RawAnswer } from "@micro/sdk";

import type { Connection } from "../config/connection.ts";
import { openClient } from "./client.ts";

/** A request as somebody typed it. */
export interface ApiRequest {
  method: "GET" | "POST" | "DELETE";
  /** Begins with `/`. */
  path: string;
  params: Readonly<Record<string, unknown>>;
  /** Paths of ids that the answer is to have the objects of. */
  expand: readonly string[];
  idempotencyKey?: string | undefined;
}

/** What goes over the wire: everything but GET and DELETE carries its parameters in a body. */
export function planRequest({ method, params, expand }: ApiRequest) {
  const all = { ...params, ...(expand.length > 0 && { expand }) };
  return method === "POST" ? { body: all } : { query: all as Readonly<Record<string, string>> };
}

/** Sends a request. Throws what the client throws. */
export async function sendRequest(connection: Connection, request: ApiRequest): Promise<RawAnswer> {
  await using client = openClient(connection);
  const { method, path, idempotencyKey } = request;
  return await client.request(method, path, { ...planRequest(request), idempotencyKey });
}
