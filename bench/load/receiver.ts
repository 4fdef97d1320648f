import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { SampleRequest } from "./calls.ts";

/** An HTTP server that takes whatever is posted to it. */
export interface Receiver {
  url: string;
  close(): Promise<void>;
}

/** Opens a receiver; `take` has each request with the instant of its first byte, and answers it. */
export async function openReceiver(
  take: (request: SampleRequest, atMs: number, response: ServerResponse) => void,
): Promise<Receiver> {
  const server = createServer((request, response) => {
    const atMs = performance.now();
    void readBody(request).then((body) => take({ headers: plainHeaders(request), body }, atMs, response));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  request.setEncoding("utf8");
  for await (const part of request) body += String(part);
  return body;
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
