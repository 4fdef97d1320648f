import type { StreamMessage, StreamRequest } from "../contract/index.ts";
import type { StreamSocket } from "./socket.ts";

/** How a connection of the stream ended. */
export interface StreamEnd {
  /** The WebSocket's close code; 1006 when the connection broke or was never made. */
  code: number;
  reason: string;
}

/** One connection of the stream. */
export interface StreamConnection {
  /** Sends a message. Returns false, and sends nothing, once the connection has ended. */
  send(request: StreamRequest): boolean;
  /** Ends the connection at once: no message comes any more. */
  end(code: number, reason: string): void;
  /** Resolves when the connection has ended, by whomever. */
  ended: Promise<StreamEnd>;
}

/** What a connection needs to know. */
export interface StreamConnectionOptions {
  /** Sent first. */
  subscribe: StreamRequest;
  /** The longest time between two pings, in milliseconds. After three missed ones the connection is dead. */
  heartbeatMs: number;
  onMessage: (message: StreamMessage) => void;
}

const silentBeatsMax = 3;

/** Subscribes on a socket that is about to open, and watches it. */
export function openStreamConnection(socket: StreamSocket, options: StreamConnectionOptions): StreamConnection {
  const { promise: ended, resolve } = Promise.withResolvers<StreamEnd>();
  let live = true;
  let silentBeats = 0;

  const settle = (end: StreamEnd) => {
    live = false;
    clearInterval(heartbeat);
    resolve(end);
  };
  const end = (code: number, reason: string) => {
    if (!live) return;
    settle({ code, reason });
    socket.close(1000, reason);
  };
  const send = (request: StreamRequest) => {
    if (live) socket.send(JSON.stringify(request));
    return live;
  };
  const heartbeat = setInterval(() => {
    silentBeats += 1;
    // The first beat may have come right after a message.
    if (silentBeats > silentBeatsMax) end(1006, "The sandbox went silent.");
  }, options.heartbeatMs);

  socket.addEventListener("open", () => send(options.subscribe));
  socket.addEventListener("message", ({ data }) => {
    silentBeats = 0;
    if (!live) return;
    const message = parseMessage(data);
    if (message) options.onMessage(message);
    else end(4400, "The sandbox sent something that is not of the stream's protocol.");
  });
  socket.addEventListener("error", () => settle({ code: 1006, reason: "The connection broke." }));
  socket.addEventListener("close", ({ code, reason }) => settle({ code, reason }));
  return { send, end, ended };
}

/** Any message with a type is let through: the reader ignores types of a newer protocol. */
function parseMessage(data: unknown): StreamMessage | undefined {
  try {
    const parsed: unknown = typeof data === "string" ? JSON.parse(data) : undefined;
    return typeof parsed === "object" && parsed !== null && "type" in parsed ? (parsed as StreamMessage) : undefined;
  } catch {
    return undefined;
  }
}
