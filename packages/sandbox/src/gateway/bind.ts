import { createServer, type IncomingMessage, type Server } from "node:http";

import type { FastifyInstance } from "fastify";

import { limits } from "../platform/limits.ts";

/** Clients that offer HTTP/2 on the way (`Upgrade: h2c`) are answered as if they had not. */
export const isWebSocketUpgrade = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === "websocket";

/**
 * Makes what holds the connections of several servers together to the limit: one more is closed at once. It is told of each
 * server before that listens.
 */
export function limitConnections(): (server: Server) => void {
  let open = 0;
  return (server) =>
    void server.on("connection", (socket) => {
      open++;
      socket.once("close", () => open--);
      if (open > limits.connectionsMax) socket.destroy();
    });
}

/** The server on IPv6's loopback address, beside the one on IPv4's. */
export interface SecondServer {
  server: Server;
  close(): Promise<void>;
}

/**
 * Listens on `::1` at the same port, so that `localhost` is this sandbox whichever address it means. Undefined where there
 * is no IPv6. A port that somebody else has there is an error, unless it was drawn at random.
 */
export async function listenOnIpv6(
  app: FastifyInstance,
  port: number,
  isDrawn: boolean,
  limit: (server: Server) => void,
): Promise<SecondServer | undefined> {
  const server = createServer({
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.timeoutCheckMs,
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocketUpgrade,
  });
  limit(server);
  server.on("request", (request, response) => app.routing(request, response));
  server.on("clientError", (error, socket) => app.server.emit("clientError", error, socket));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: "::1", port, ipv6Only: true }, resolve);
    });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "EADDRINUSE" && !isDrawn) throw cause;
    return undefined;
  }
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        AbortSignal.timeout(limits.closeTimeoutMs).addEventListener("abort", () => server.closeAllConnections());
      }),
  };
}

/** Answers what is under way; a caller who does not come to an end is cut off after a while. */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const patience = AbortSignal.timeout(limits.closeTimeoutMs);
  const cutOff = () => app.server.closeAllConnections();
  patience.addEventListener("abort", cutOff);
  await app.close();
  patience.removeEventListener("abort", cutOff);
}
