/// <reference lib="esnext.disposable" preserve="true" />
import type { AnyEvent } from "../any-event.ts";
import type { StreamRequest } from "../contract/index.ts";
import type { StreamReady } from "./subscribe-options.ts";

/** An event as the stream carries it. */
export interface StreamEvent {
  /** The event's number in its account and mode. */
  readonly seq: number;
  /** The event's id, `evt_…`: the same each time that it is sent. */
  readonly id: string;
  /** The very text of the event, as it is signed and sent to endpoints. */
  readonly payload: string;
  /** The event is sent again, on request of someone: its `seq` may be lower than those before it. */
  readonly isReplay: boolean;
  /** The event, parsed when it is first looked at. */
  readonly event: AnyEvent;
}

/** What became of a forwarded event. */
export type ForwardResult = Omit<Extract<StreamRequest, { type: "result" }>, "type">;
/** Why an event could not be forwarded. */
export type ForwardFailure = Omit<Extract<StreamRequest, { type: "failed" }>, "type">;

/**
 * Events as they happen, each once and in order, over as many connections as it takes. It is read once; leaving the loop
 * closes it. Iterating throws an `AuthenticationError` or a `PermissionError` when the credentials do not do, a
 * `ConnectionError` when the first connection cannot be made or the events that follow `after` are gone, and the signal's reason.
 */
export interface EventStream extends AsyncIterableIterator<StreamEvent, undefined>, AsyncDisposable {
  /** The highest number that was acknowledged: where to begin when another process goes on. */
  readonly lastAcked: number | undefined;
  /** Resolves when the first connection stands: events from then on are not missed. Rejects as iterating does. */
  ready(): Promise<StreamReady>;
  /** Tells the sandbox that everything up to this number is dealt with. */
  ack(seq: number): void;
  /** Tells the sandbox what a receiver answered, to be kept as an attempt. */
  result(result: ForwardResult): void;
  /** Tells the sandbox that a receiver gave no answer, to be kept as an attempt. */
  failed(failure: ForwardFailure): void;
  /** Ends the subscription and drops what was not read. */
  close(): Promise<void>;
}
