import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import type { Duplex } from "node:stream";

import { every } from "../platform/real-clock.ts";
import type { Ids } from "../platform/ids.ts";
import { limits } from "../platform/limits.ts";
import { answerClientError } from "./client-error.ts";

interface Parts {
  ids: Ids;
  serve: RequestListener;
  /** Takes over a connection that asks for an upgrade. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** The HTTP servers of one sandbox: one for each address, which answer alike and share the limit of connections. */
export interface Servers {
  /** Answers a request, without a connection too. Once they are closed it is broken off. */
  serve: RequestListener;
  /** Listens at one more address. Answers the port. */
  listen(at: ListenOptions): Promise<number>;
  /** Takes a stream for a connection. */
  connect(stream: Duplex): void;
  readonly isClosed: boolean;
  /** Answers what is under way; a caller who does not come to an end is cut off after a while. */
  close(): Promise<void>;
}

/** Makes the servers of a sandbox, none of which listens yet. */
export function createServers({ ids, serve, upgrade }: Parts): Servers {
  const servers: Server[] = [];
  let connections = 0;
  let state: "open" | "closing" | "closed" = "open";

  const answer: RequestListener = (request, response) => {
    if (state === "closed") return void response.destroy();
    // A caller that keeps sending requests would keep the server from closing.
    if (state === "closing") response.shouldKeepAlive = false;
    return serve(request, response);
  };

  const open = (): Server => {
    const server = createServer(
      {
        maxHeaderSize: limits.headerBytesMax,
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        keepAliveTimeout: limits.keepAliveTimeoutMs,
        connectionsCheckingInterval: limits.timeoutCheckMs,
        // The guard answers for a missing one, as for a malformed one.
        requireHostHeader: false,
        shouldUpgradeCallback: isWebSocketUpgrade,
      },
      answer,
    );
    server.on("upgrade", upgrade);
    server.on("clientError", (error, socket) => answerClientError(error, socket, ids("request")));
    // Connections beyond the limit are closed at once.
    server.on("connection", (socket) => {
      connections++;
      socket.once("close", () => connections--);
      if (connections > limits.connectionsMax) socket.destroy();
    });
    servers.push(server);
    return server;
  };

  return {
    serve: answer,
    listen: async (at) => {
      const server = open();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(at, resolve);
      });
      // A server that listens at a port has such an address.
      return (server.address() as AddressInfo).port;
    },
    connect: (stream) => void (servers[0] ?? open()).emit("connection", stream),
    get isClosed() {
      return state === "closed";
    },
    close: async () => {
      state = "closing";
      await Promise.all(servers.map(closeServer));
      state = "closed";
    },
  };
}

/** Clients that offer HTTP/2 on the way (`Upgrade: h2c`) are answered as if they had not. */
const isWebSocketUpgrade = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === "websocket";

async function closeServer(server: Server): Promise<void> {
  const patience = AbortSignal.timeout(limits.closeTimeoutMs);
  const cutOff = () => server.closeAllConnections();
  patience.addEventListener("abort", cutOff);
  // A connection whose answer was under way is kept alive once it is answered.
  const stopLooking = every(limits.idleCheckMs, () => server.closeIdleConnections());
  // A server that never listened cannot be closed, which is fine.
  await new Promise<unknown>((resolve) => server.close(resolve));
  stopLooking();
  patience.removeEventListener("abort", cutOff);
}
