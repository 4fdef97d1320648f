import type { Duplex } from "node:stream";

import { streamCloseCodes } from "@micro/sdk/contract";
import type { WebSocket } from "ws";

import { limits } from "../platform/limits.ts";

/**
 * Sends a message. When much is unread it waits until the reader has caught up, so that a long history goes out as fast as
 * it is read; a reader that takes too long is disconnected with a code that says so. Resolves to whether to go on.
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

/** Takes a handshake to its end. A peer that hangs up in the middle of it is not an error. */
export async function handshake(
  socket: Duplex,
  accept: () => Promise<void>,
  refuse: (cause: unknown) => void,
): Promise<void> {
  const ignore = () => {};
  socket.on("error", ignore);
  try {
    await accept();
    socket.removeListener("error", ignore);
  } catch (cause) {
    refuse(cause);
  }
}
