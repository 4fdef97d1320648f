import { abortSignal, callback, flag, text, texts, wholeFrom, type OptionKind } from "../check-options.ts";
import type { StreamMessage } from "../contract/index.ts";

/** What the sandbox says at the start of each connection. */
export type StreamReady = Extract<StreamMessage, { type: "ready" }>;

/** Why a connection ended, and when the next one is tried. */
export interface StreamDisconnect {
  /** The WebSocket's close code: see `streamCloseCodes`; 1006 when the connection broke or could not be made. */
  code: number;
  /** What the sandbox said of it, or what is known; may be empty. */
  reason: string;
  /** Milliseconds until the next attempt. */
  retryInMs: number;
}

/** Which events to read, and how. An option that there is none of is refused with a `TypeError`. */
export interface SubscribeOptions {
  /** Types or patterns such as `payment.*`; all by default. */
  types?: readonly string[] | undefined;
  /** Begin after the event with this `seq`, 0 for the first there is; by default with the next one that happens. */
  after?: number | undefined;
  /** Ends the subscription: the iteration throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** An API key or the token of a session, instead of the client's. */
  apiKey?: string | undefined;
  /**
   * How many events may wait to be asked for: 1,000 by default. With so many the connection is given up until half of them
   * are taken; the rest waits in the sandbox.
   */
  bufferSize?: number | undefined;
  /** Milliseconds in which a ping is due: 10,000 by default. Three missed ones in a row mean a dead connection. */
  heartbeatMs?: number | undefined;
  /** Whether to try again, too, when the very first connection cannot be made: false by default. */
  retryFirstConnection?: boolean | undefined;
  /**
   * Where to go on when the sandbox was reset or has another file: with the next event that happens (`live`, the default) or
   * with the first of the new history (`beginning`).
   */
  afterHistoryChange?: "live" | "beginning" | undefined;
  /** Called whenever a connection stands. Holds the secret that this account's listeners verify with. */
  onReady?: ((ready: StreamReady) => void) | undefined;
  /** Called whenever a connection ended and another is about to be made. */
  onDisconnect?: ((disconnect: StreamDisconnect) => void) | undefined;
  /** Called when the numbers of events began anew: the sandbox was reset or has another file. */
  onHistoryChanged?: (() => void) | undefined;
}

const afterHistoryChanges: ReadonlySet<unknown> = new Set(["live", "beginning"]);

export const subscribeOptionKinds: Record<keyof SubscribeOptions, OptionKind> = {
  types: texts,
  after: wholeFrom(0),
  signal: abortSignal,
  apiKey: text,
  bufferSize: wholeFrom(1),
  heartbeatMs: wholeFrom(1),
  retryFirstConnection: flag,
  afterHistoryChange: { fits: (value) => afterHistoryChanges.has(value), is: '"live" or "beginning"' },
  onReady: callback,
  onDisconnect: callback,
  onHistoryChanged: callback,
};
