import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";

import type { ErrorBody } from "@micro/sdk";

export interface WireRequest {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer | undefined;
}

export interface WireAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The parsed body; undefined when there is none. */
  json: unknown;
  /** The error of the body; undefined when it is none. */
  error: ErrorBody | undefined;
}

/** Sends one request as it is told, with no help of a client, on a connection of its own. */
export function send(url: string, { method = "GET", path, headers = {}, body }: WireRequest): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers, agent: false }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (text += chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const json: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
        const error = (json as { error?: ErrorBody } | undefined)?.error;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json, error });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/**
 * Writes bytes to the port and answers everything that comes back until the other side hangs up; with `end` it is told
 * that nothing more follows.
 */
export function sendBytes(url: string, bytes: string | Buffer, end = false): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => (end ? socket.end(bytes) : socket.write(bytes)));
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}

/** A JSON body with the headers that it needs. */
export const jsonBody = (value: unknown, headers: OutgoingHttpHeaders = {}) => ({
  headers: { "content-type": "application/json", ...headers },
  body: typeof value === "string" ? value : JSON.stringify(value),
});

/** Whether this machine has IPv6's loopback address. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
