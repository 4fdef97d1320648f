import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import type { AnyEvent } from "@micro/sdk";
import { expect, onTestFinished } from "vitest";

/** A request that a receiver got. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  event: AnyEvent;
}

/** What a receiver does with the n-th request, counted from 0: the status to answer with, or its own answer. */
export type Behaviour = (received: Received, index: number, response: ServerResponse) => number | undefined;

/** Somebody else's HTTP server that webhooks are sent to. */
export interface Receiver {
  url: string;
  port: number;
  received: Received[];
  /** Replaces the behaviour. */
  behave(behaviour: Behaviour): void;
  /** Waits until that many requests came. */
  expectCount(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a receiver on a free port, or on `port`, that ends with the test. It answers 200 by default. */
export async function startReceiver(behaviour: Behaviour = () => 200, port = 0): Promise<Receiver> {
  let current = behaviour;
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const item = { path: request.url ?? "", headers: request.headers, body, event: JSON.parse(body) as AnyEvent };
      received.push(item);
      const status = current(item, received.length - 1, response);
      if (status !== undefined) response.writeHead(status).end(`answered ${status}`);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${address.port}/webhook`,
    port: address.port,
    received,
    behave: (next) => (current = next),
    expectCount: (count) =>
      expect.poll(() => received.length, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(count),
    stop,
  };
}
