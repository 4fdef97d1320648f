import {
  isEventPattern,
  matchesEventPattern,
  streamCloseCodes,
  type StreamMessage,
  type StreamRequest,
} from "@micro/sdk/contract";

import { reportForward } from "../../gateway/report-forward.ts";
import { pacedSend } from "../../gateway/web-socket.ts";
import { every } from "../../platform/real-clock.ts";
import { limits } from "../../platform/limits.ts";
import { parseStreamRequest } from "./parse-stream-request.ts";
import type { SessionOptions, StreamSession } from "./session.ts";

/** Serves one subscriber by the protocol `micro.v1`: ready, then events, first those that are there, then live. */
export function serveStream(options: SessionOptions): StreamSession {
  const { webSocket, listener, outflow, log } = options;
  const stop = new AbortController();
  let subscribed = false;

  const send = pacedSend(webSocket, outflow);
  const close: StreamSession["close"] = (code, reason) => {
    stop.abort();
    webSocket.close(streamCloseCodes[code], reason);
  };

  const subscribe = async ({ types, after, history_id: history }: Extract<StreamRequest, { type: "subscribe" }>) => {
    if (subscribed) return close("protocol_error", "Subscribe once per connection.");
    subscribed = true;
    const unknown = types?.find((pattern) => !isEventPattern(pattern));
    // The reason of a close has room for 123 bytes.
    if (unknown !== undefined) return close("protocol_error", `No event type fits '${unknown.slice(0, 24)}'.`);
    const seq = await listener.head();
    const { instanceId, historyId, secret, account, livemode } = listener;
    if ((history !== undefined && history !== historyId) || (after ?? 0) > seq) {
      return close("history_changed", `The log is another one than before; its newest event is ${seq}.`);
    }
    const start = after === undefined ? seq : await listener.startOf(after);
    // A reader that begins at 0 wants the oldest there is; one that was further on would miss what is gone without noticing.
    if (after !== undefined && after > 0 && start > after) {
      return close("events_gone", `The events after ${after} are gone; the oldest is ${start + 1}.`);
    }
    const ready = { seq, instance_id: instanceId, history_id: historyId, secret, account, livemode };
    await send(JSON.stringify({ type: "ready", ...ready } satisfies StreamMessage));
    for await (const { seq, id, type, payload, isReplay } of listener.follow(start, stop.signal)) {
      if (types && !types.some((pattern) => matchesEventPattern(type, pattern))) continue;
      const frame = outflow.frame(`${isReplay ? "replay" : "event"} ${historyId} ${id}`, () =>
        JSON.stringify({ type: "event", seq, id, payload, ...(isReplay && { replay: true }) } satisfies StreamMessage),
      );
      if (!(await send(frame))) return undefined;
    }
    return undefined;
  };

  const receive = async (text: string) => {
    const message = parseStreamRequest(text);
    if (typeof message === "string") return close("protocol_error", message);
    switch (message.type) {
      case "subscribe":
        return subscribe(message);
      case "ack":
        // The subscriber keeps its own place and names it when it comes again.
        return undefined;
      case "result":
      case "failed":
        return reportForward(options, message);
    }
  };

  webSocket.on("message", (data, isBinary) => {
    const text = isBinary || !Buffer.isBuffer(data) ? "" : data.toString();
    receive(text).catch((cause: unknown) => {
      log.error({ err: cause }, "a stream message failed by a defect");
      close("going_away", "The stream failed inside the sandbox. Connect again.");
    });
  });
  const ping = JSON.stringify({ type: "ping" } satisfies StreamMessage);
  const stopPings = every(limits.streamPingMs, () => {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(ping);
  });

  return {
    close,
    end: () => {
      stop.abort();
      stopPings();
    },
  };
}
