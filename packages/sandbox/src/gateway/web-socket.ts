import type { Duplex } from "node:stream";

import { streamCloseCodes } from "@micro/sdk/contract";
import type { WebSocket } from "ws";

import { after } from "../platform/real-clock.ts";
import { limits } from "../platform/limits.ts";
import type { Outflow } from "./outflow.ts";

/** Sends a message, and answers whether to go on. */
export type Send = (message: string | Buffer) => boolean | Promise<boolean>;

/**
 * Sends messages at the pace of the reader. When much is unread it waits until he has caught up, so that a long history goes
 * out as fast as it is read; a reader that takes too long, or leaves the most unread where that is too much of all together,
 * is disconnected with a code that says so.
 */
export function pacedSend(webSocket: WebSocket, outflow: Outflow): Send {
  const giveUp = () => {
    webSocket.close(streamCloseCodes.slow_reader, "The reader is too slow. Connect again with `after`.");
    // A reader that does not read this either is cut off.
    after(limits.streamStallMs, () => webSocket.terminate());
  };
  const unread = outflow.open(giveUp);
  webSocket.once("close", () => unread.close());

  return (message) => {
    if (webSocket.readyState !== webSocket.OPEN) return false;
    const bytes = typeof message === "string" ? Buffer.from(message) : message;
    const mayGoOn = webSocket.bufferedAmount <= limits.streamBufferBytesMax;
    const markRead = unread.add(bytes.length);
    if (webSocket.readyState !== webSocket.OPEN) return false;
    if (mayGoOn) {
      webSocket.send(bytes, { binary: false }, markRead);
      return true;
    }
    return new Promise((resolve) => {
      const stall = AbortSignal.timeout(limits.streamStallMs);
      const onStall = () => {
        giveUp();
        resolve(false);
      };
      stall.addEventListener("abort", onStall);
      webSocket.send(bytes, { binary: false }, (error) => {
        markRead();
        stall.removeEventListener("abort", onStall);
        resolve(!error);
      });
    });
  };
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
