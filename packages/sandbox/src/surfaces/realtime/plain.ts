import { streamCloseCodes } from "@micro/sdk/contract";

import { pacedSend } from "../../gateway/web-socket.ts";
import type { SessionOptions, StreamSession } from "./session.ts";

/** Serves a subscriber that asked for no protocol: each event from now on is one text frame. */
export function servePlain({ webSocket, listener, outflow, log }: SessionOptions): StreamSession {
  const stop = new AbortController();
  const send = pacedSend(webSocket, outflow);
  const close: StreamSession["close"] = (code, reason) => {
    stop.abort();
    webSocket.close(streamCloseCodes[code], reason);
  };

  const run = async () => {
    for await (const record of listener.follow(await listener.head(), stop.signal)) {
      const frame = outflow.frame(`plain ${listener.historyId} ${record.id}`, () => record.payload);
      if (!(await send(frame))) return;
    }
  };
  run().catch((cause: unknown) => {
    log.error({ err: cause }, "a stream failed by a defect");
    close("going_away", "The stream failed inside the sandbox. Connect again.");
  });

  return { close, end: () => stop.abort() };
}
