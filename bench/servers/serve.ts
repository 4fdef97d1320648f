import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

import { answerCalls } from "../harness/answer-calls.ts";
import type { ServerAddress, ServerCalls } from "./calls.ts";

/** Answers the parent's calls for a server that `start` opens. */
export function serve(
  start: (input: { file: string }) => Promise<ServerAddress>,
  close?: () => Promise<unknown>,
): void {
  answerCalls<ServerCalls>({ start, ...ownUse }, close);
}

/** What a server's process uses. */
export const ownUse: Omit<ServerCalls, "start"> = {
  cpuUs: () => {
    const { user, system } = process.cpuUsage();
    return Promise.resolve(user + system);
  },
  memoryMb: () => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return Promise.resolve((heapUsed + external) / 1024 / 1024);
  },
};

/** A bare `node:http` server that answers with JSON. */
export async function listenBare(answer: (request: IncomingMessage, body: string) => string): Promise<ServerAddress> {
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      const text = answer(request, body);
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
      response.end(text);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { port: address.port, url: `http://127.0.0.1:${address.port}`, apiKey: "" };
}
