import type { AnyEvent } from "../any-event.ts";
import { assertOptions } from "../check-options.ts";
import { AuthenticationError, PermissionError } from "../client/api-error.ts";
import { ConnectionError } from "../client/connection-error.ts";
import { abortReason, backoffMs, type delay } from "../client/retry.ts";
import { streamCloseCodes, type StreamMessage, type StreamRequest } from "../contract/stream.ts";
import { openStreamConnection, type StreamConnection, type StreamEnd } from "./connection.ts";
import { eventQueue } from "./event-queue.ts";
import type { EventStream, StreamEvent } from "./event-stream.ts";
import type { StreamSocket } from "./socket.ts";
import { subscribeOptionKinds, type StreamReady, type SubscribeOptions } from "./subscribe-options.ts";

/** What a stream takes from its client. */
export interface StreamSource {
  baseUrl: string;
  openSocket: () => StreamSocket;
  /** Reads an event by an ordinary request: its error tells why there is no stream. */
  probe: (signal: AbortSignal) => Promise<unknown>;
  delay: typeof delay;
  random: () => number;
  onClose: (stream: EventStream) => void;
}

const reconnectDelayMsMax = 10_000;
const outgoingMax = 1000;

/** Opens a stream. It connects at once, and again whenever the connection is lost. */
export function openEventStream(source: StreamSource, options: SubscribeOptions): EventStream {
  assertOptions(options, subscribeOptionKinds);
  const { signal, bufferSize = 1000 } = options;
  const queue = eventQueue<StreamEvent>();
  const stopping = new AbortController();
  const firstReady = Promise.withResolvers<StreamReady>();
  // A caller that does not wait for it learns of the failure by iterating.
  firstReady.promise.catch(() => {});

  let connection: StreamConnection | undefined;
  let isReady = false;
  let wasReady = false;
  /** Everything up to here was received; `undefined` until it is known where live begins. */
  let cursor = options.after;
  /** Why this side gave the connection up. */
  let interruption: "history_changed" | "buffer_full" | undefined;
  let lastAcked: number | undefined;
  /** The log that the cursor belongs to. */
  let history: string | undefined;
  let outgoing: StreamRequest[] = [];

  const send = (request: StreamRequest) => {
    if (stopping.signal.aborted || (isReady && connection?.send(request) === true)) return;
    outgoing = [...outgoing, request].slice(-outgoingMax);
  };

  const onReady = (ready: StreamReady) => {
    if (cursor !== undefined && ready.seq < cursor) {
      interruption = "history_changed";
      connection?.end(streamCloseCodes.history_changed, "The history changed.");
      return;
    }
    cursor ??= ready.seq;
    history = ready.history_id;
    isReady = true;
    wasReady = true;
    for (const request of outgoing.splice(0)) send(request);
    if (lastAcked !== undefined) connection?.send({ type: "ack", seq: lastAcked });
    firstReady.resolve(ready);
    options.onReady?.(ready);
  };
  const onEvent = (message: Extract<StreamMessage, { type: "event" }>) => {
    if (message.replay !== true) {
      if (cursor !== undefined && message.seq <= cursor) return;
      cursor = message.seq;
    }
    queue.push(streamEvent(message));
    if (queue.size < bufferSize) return;
    interruption = "buffer_full";
    connection?.end(1000, "The reader is behind.");
  };

  const connectOnce = async (): Promise<StreamEnd> => {
    interruption = undefined;
    const types = options.types && { types: [...options.types] };
    connection = openStreamConnection(source.openSocket(), {
      subscribe: {
        type: "subscribe",
        ...types,
        ...(cursor !== undefined && { after: cursor }),
        ...(history !== undefined && { history_id: history }),
      },
      heartbeatMs: options.heartbeatMs ?? 10_000,
      onMessage: (message) => {
        if (message.type === "ready") onReady(message);
        else if (message.type === "event") onEvent(message);
      },
    });
    const end = await connection.ended;
    if (end.code === streamCloseCodes.history_changed) interruption = "history_changed";
    return end;
  };

  const run = async () => {
    let failures = 0;
    for (;;) {
      await queue.drainedTo(bufferSize / 2);
      if (stopping.signal.aborted) return;
      const end = await connectOnce();
      const stood = isReady;
      isReady = false;
      if (stopping.signal.aborted) return;
      if (interruption === "buffer_full") continue;
      if (interruption === "history_changed" && (history !== undefined || (cursor ?? 0) > 0)) {
        cursor = options.afterHistoryChange === "beginning" ? 0 : undefined;
        history = undefined;
        lastAcked = undefined;
        outgoing = [];
        options.onHistoryChanged?.();
        continue;
      }
      if (end.code === streamCloseCodes.protocol_error) {
        throw new ConnectionError("protocol", source.baseUrl, {
          cause: new Error(end.reason),
          detail: end.reason || undefined,
        });
      }
      if (end.code === streamCloseCodes.events_gone) throw new ConnectionError("events_gone", source.baseUrl);
      // No need to ask why: the connection was accepted, and ended with the history before it was ready.
      const isRefused = !stood && interruption === undefined;
      if (isRefused || end.code === streamCloseCodes.credentials_ended) await assertMayRetry();
      failures = stood ? 0 : failures + 1;
      const retryInMs = backoffMs(failures, reconnectDelayMsMax, source.random);
      options.onDisconnect?.({ ...end, retryInMs });
      await source.delay(retryInMs, stopping.signal);
    }
  };

  /** A refused WebSocket does not say why; an ordinary request does. */
  const assertMayRetry = async () => {
    const error = await source.probe(stopping.signal).then(
      () => new ConnectionError("upgrade", source.baseUrl),
      (reason: unknown) => reason,
    );
    const isFatal = error instanceof AuthenticationError || error instanceof PermissionError;
    if (isFatal || (!wasReady && options.retryFirstConnection !== true)) throw error;
  };

  const stop = () => {
    stopping.abort();
    connection?.end(1000, "The subscriber is done.");
    signal?.removeEventListener("abort", abort);
    source.onClose(stream);
  };
  const abort = () => {
    queue.drop(abortReason(signal));
    firstReady.reject(abortReason(signal));
    stop();
  };

  const stream: EventStream = {
    get lastAcked() {
      return lastAcked;
    },
    ready: () => firstReady.promise,
    ack(seq) {
      lastAcked = Math.max(seq, lastAcked ?? 0);
      // Without a connection it waits for the next, which sends the last acknowledgement first.
      if (isReady) connection?.send({ type: "ack", seq });
    },
    result: (result) => send({ type: "result", ...result }),
    failed: (failure) => send({ type: "failed", ...failure }),
    async close() {
      queue.drop();
      firstReady.reject(new ConnectionError("closed", source.baseUrl));
      stop();
      await running;
    },
    next: () => queue.next(),
    async return() {
      await stream.close();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: () => stream.close(),
  };

  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const running = run().catch((error: unknown) => {
    const reason = error instanceof Error ? error : new Error(String(error));
    if (!stopping.signal.aborted) queue.end(reason);
    firstReady.reject(reason);
    stop();
  });
  return stream;
}

function streamEvent({ seq, id, payload, replay }: Extract<StreamMessage, { type: "event" }>): StreamEvent {
  let parsed: AnyEvent | undefined;
  return {
    seq,
    id,
    payload,
    isReplay: replay === true,
    get event() {
      return (parsed ??= parseEvent(payload));
    },
  };
}

/** The sandbox sends no events but those of the contract. */
const parseEvent = (payload: string) => JSON.parse(payload) as AnyEvent;
