import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { streamProtocol } from "@micro/sdk/contract";
import { WebSocketServer, type WebSocket } from "ws";

import { errorAnswer } from "../../gateway/answer.ts";
import type { CredentialHeaders } from "../../gateway/authenticate.ts";
import type { Guard } from "../../gateway/guards.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import type { Listen, Listener } from "../../gateway/listen.ts";
import type { Outflow } from "../../gateway/outflow.ts";
import { endWithAnswer } from "../../gateway/end-with-answer.ts";
import { handshake } from "../../gateway/web-socket.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Ids } from "../../platform/ids.ts";
import { limits } from "../../platform/limits.ts";
import type { Log } from "../../platform/log.ts";
import { credentialsOf } from "./credentials-of.ts";
export { createEventSources, mountEventSource, type EventSources } from "./event-source.ts";
import { servePlain } from "./plain.ts";
import type { StreamSession } from "./session.ts";
import { serveStream } from "./stream.ts";

interface Parts {
  invoke: Invoke;
  listen: Listen;
  guard: Guard;
  outflow: Outflow;
  ids: Ids;
  log: Log;
}

/** The event stream over WebSocket. */
export interface Realtime {
  /** Takes over a connection that asks for an upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every subscriber that the history is another one now. */
  resetHistory(): void;
  /** Closes every stream. */
  close(): void;
}

/** Makes the surface that streams events at `/ws`. */
export function createRealtime({ invoke, listen, guard, outflow, ids, log }: Parts): Realtime {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.streamFrameBytesMax,
    handleProtocols: (protocols) => (protocols.has(streamProtocol) ? streamProtocol : false),
  });
  const sessions = new Set<StreamSession>();

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers, url = "/" } = request;
    // A handshake is not subject to the same-origin policy: no page of another origin may make one.
    guard(request, "control");
    if (url.split("?")[0] !== "/ws") throw new DomainError("route_unknown");
    const credentials = credentialsOf(headers);
    const listener = await listen(credentials);
    server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, listener, credentials));
  };

  const serve = (webSocket: WebSocket, listener: Listener, credentials: CredentialHeaders) => {
    const start = webSocket.protocol === streamProtocol ? serveStream : servePlain;
    const session = start({ webSocket, listener, credentials, invoke, outflow, ids, log });
    sessions.add(session);
    const unwatch = listener.watch(() => session.close("credentials_ended", "The credentials hold no longer."));
    webSocket.on("error", (error) => log.debug({ err: error }, "a stream failed"));
    webSocket.once("close", () => {
      unwatch();
      sessions.delete(session);
      session.end();
    });
  };

  return {
    upgrade(request, socket, head) {
      void handshake(
        socket,
        () => accept(request, socket, head),
        (cause) => {
          const requestId = ids("request");
          endWithAnswer(socket, errorAnswer(cause, requestId), requestId);
        },
      );
    },
    resetHistory() {
      for (const session of sessions) session.close("history_changed", "The sandbox was reset.");
    },
    close() {
      for (const session of sessions) session.close("going_away", "The sandbox stops.");
      for (const webSocket of server.clients) webSocket.terminate();
      server.close();
    },
  };
}
