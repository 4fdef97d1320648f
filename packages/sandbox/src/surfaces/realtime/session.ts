import { streamCloseCodes } from "@micro/sdk/contract";
import type { WebSocket } from "ws";

import type { CredentialHeaders } from "../../gateway/authenticate.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import type { Listener } from "../../gateway/listen.ts";
import type { Ids } from "../../platform/ids.ts";
import { limits } from "../../platform/limits.ts";
import type { Log } from "../../platform/log.ts";

/** One subscriber. */
export interface StreamSession {
  close(code: keyof typeof streamCloseCodes, reason: string): void;
  /** The connection is gone. */
  end(): void;
}

/** What a session is made of. */
export interface SessionOptions {
  webSocket: WebSocket;
  listener: Listener;
  credentials: CredentialHeaders;
  invoke: Invoke;
  ids: Ids;
  log: Log;
}

/**
 * Sends an event. Once much is unread it waits until that is taken, so that a long history goes out as fast as it is
 * read; a reader that takes too long is closed with a code that says so. Answers whether to go on.
 */
export function sendPaced(webSocket: WebSocket, text: string): boolean | Promise<boolean> {
  if (webSocket.readyState !== webSocket.OPEN) return false;
  if (webSocket.bufferedAmount <= limits.streamBufferBytesMax) {
    webSocket.send(text);
    return true;
  }
  return new Promise((resolve) => {
    const stall = AbortSignal.timeout(limits.streamStallMs);
    const giveUp = () => {
      webSocket.close(streamCloseCodes.slow_reader, "The reader is too slow. Connect again with `after`.");
      resolve(false);
    };
    stall.addEventListener("abort", giveUp);
    webSocket.send(text, (error) => {
      stall.removeEventListener("abort", giveUp);
      resolve(!error);
    });
  });
}
