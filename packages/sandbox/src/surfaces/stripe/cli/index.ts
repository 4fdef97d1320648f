import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { operations } from "@micro/sdk/contract";
import type { FastifyRequest } from "fastify";
import { WebSocketServer, type WebSocket } from "ws";

import type { Admit } from "../../../gateway/admission.ts";
import { errorAnswer, type Answer } from "../../../gateway/answer.ts";
import type { Guard } from "../../../gateway/guards.ts";
import type { Invoke } from "../../../gateway/invoke.ts";
import type { Listen, Listener } from "../../../gateway/listen.ts";
import type { Outflow } from "../../../gateway/outflow.ts";
import type { RequestTail } from "../../../gateway/tail-requests.ts";
import { endWithAnswer } from "../../../gateway/end-with-answer.ts";
import { handshake, pacedSend } from "../../../gateway/web-socket.ts";
import type { Clock } from "../../../platform/clock.ts";
import { DomainError } from "../../../platform/errors.ts";
import type { Ids } from "../../../platform/ids.ts";
import { limits } from "../../../platform/limits.ts";
import type { Log } from "../../../platform/log.ts";
import { toStripe } from "../answer.ts";
import { decodeForm } from "../decode-form.ts";
import { readHeaders } from "../read-headers.ts";
import { newestVersion } from "../versions/index.ts";
import type { StripeWording } from "../wording.ts";
import { openSession, subscribePath } from "./open-session.ts";
import { createLogSender, requestLogEvent } from "./serve-request-logs.ts";
import { serveWebhooks } from "./serve-webhooks.ts";
import { createCliSessions, goingAway, policyViolation, type CliSession } from "./sessions.ts";

/** The subprotocol of Stripe's command line. */
const cliProtocol = "stripecli-devproxy-v1";

interface Parts {
  invoke: Invoke;
  listen: Listen;
  admit: Admit;
  guard: Guard;
  tail: RequestTail;
  outflow: Outflow;
  wording: StripeWording;
  ids: Ids;
  clock: Clock;
  log: Log;
}

/** What Stripe's own command line talks to besides the API: its sessions, and the connections of these. */
export interface StripeCli {
  /** Opens a session; answers what its caller is shown. */
  open(request: FastifyRequest): Promise<Record<string, unknown>>;
  /** Whether an upgrade request is for Stripe's command line. */
  isMine(request: IncomingMessage): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Forgets every session: the command line opens a new one. */
  resetHistory(): void;
  close(): void;
}

/**
 * Speaks the protocol of Stripe's command line (https://github.com/stripe/stripe-cli): `listen` gets events as webhooks, to
 * be forwarded, and `logs tail` gets requests. It pings every two seconds, which the WebSocket answers by itself.
 */
export function createStripeCli(parts: Parts): StripeCli {
  const { listen, admit, guard, ids, log } = parts;
  const sessions = createCliSessions();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.streamFrameBytesMax,
    handleProtocols: (protocols) => (protocols.has(cliProtocol) ? cliProtocol : false),
  });

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    guard(request, "control");
    const id = request.headers["websocket-id"];
    const session = typeof id === "string" ? sessions.find(id) : undefined;
    if (!session) throw unknownSession;
    // Its key may have been revoked since.
    const listener = await listen(session.credentials);
    server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, session, listener));
  };

  const serve = (webSocket: WebSocket, session: CliSession, listener: Listener) => {
    const stop = new AbortController();
    const disconnect = (code: number, reason: string) => {
      stop.abort();
      webSocket.close(code, reason);
    };
    session.disconnect?.(goingAway, "The session was connected again.");
    session.disconnect = disconnect;
    const unwatch = listener.watch(() => disconnect(policyViolation, "The credentials hold no longer."));
    webSocket.on("error", (error) => log.debug({ err: error }, "a connection of Stripe's command line failed"));
    webSocket.once("close", () => {
      stop.abort();
      unwatch();
      if (session.disconnect === disconnect) session.disconnect = undefined;
    });
    const { subject, credentials } = session;
    if (subject.feature === "request_logs") {
      const send = createLogSender(pacedSend(webSocket, parts.outflow));
      const unfollow = parts.tail.follow(listener.realm, (record) => {
        const text = requestLogEvent(record, subject.filters, listener.livemode);
        if (text !== undefined) send(text);
      });
      stop.signal.addEventListener("abort", unfollow);
      return;
    }
    const { place, connected } = subject;
    serveWebhooks({ ...parts, webSocket, listener, place, connected, credentials, signal: stop.signal }).catch(
      (cause: unknown) => {
        log.error({ err: cause }, "a connection of Stripe's command line failed by a defect");
        disconnect(goingAway, "The connection failed inside the sandbox.");
      },
    );
  };

  return {
    async open(request) {
      const { credentials } = readHeaders(request.headers);
      const sent = typeof request.body === "string" ? decodeForm(request.body) : {};
      const admitToLogs = () => admit(request, operations["requests.list"]);
      const { session, shown } = await openSession(
        { sent, credentials, admitToLogs, host: request.headers.host ?? "" },
        listen,
        ids,
      );
      sessions.add(session);
      return shown;
    },
    isMine: ({ url }) => url?.split("?", 1)[0] === subscribePath,
    upgrade(request, socket, head) {
      void handshake(
        socket,
        () => accept(request, socket, head),
        (cause) => {
          const requestId = ids("request");
          endWithAnswer(socket, cause === unknownSession ? unknown : worded(cause, requestId), requestId);
        },
      );
    },
    resetHistory: () => sessions.clear(goingAway, "The sandbox was reset."),
    close() {
      sessions.clear(goingAway, "The sandbox stops.");
      for (const webSocket of server.clients) webSocket.terminate();
      server.close();
    },
  };
}

const unknownSession = new DomainError("resource_missing");

/** The command line recognises by this sentence that it needs a new session. */
const unknown: Answer = {
  status: 404,
  headers: {},
  body: JSON.stringify({ error: { message: "Unknown WebSocket ID.", type: "invalid_request_error" } }),
  code: "resource_missing",
};

const worded = (cause: unknown, requestId: string) =>
  toStripe(errorAnswer(cause, requestId), { idParam: "id", path: subscribePath, version: newestVersion });
