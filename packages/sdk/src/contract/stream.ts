import type { AttemptError } from "./webhooks.ts";

/** The WebSocket subprotocol of the event stream at `/ws`. */
export const streamProtocol = "micro.v1";

/** What a subscriber sends. */
export type StreamRequest =
  | {
      type: "subscribe";
      /** Types or patterns; all when absent. */
      types?: string[];
      /** The `seq` after which to begin, 0 for the oldest event there is; live only when absent. */
      after?: number;
      /** The history that `after` belongs to, as an earlier `ready` named it. */
      history_id?: string;
    }
  | { type: "ack"; seq: number }
  | {
      type: "result";
      event_id: string;
      url: string;
      status: number;
      latency_ms: number;
      /** The first 20 kB of the answer. */
      body: string;
      /** What the forward was sent with, its signature included. */
      headers?: Record<string, string>;
    }
  | {
      type: "failed";
      event_id: string;
      url: string;
      reason: AttemptError;
      message: string;
      latency_ms: number;
      headers?: Record<string, string>;
    };

/** What the sandbox sends. `event` holds the very bytes of the event, as a string, so that they can be signed. */
export type StreamMessage =
  | {
      type: "ready";
      /** The newest event's number at this moment. */
      seq: number;
      instance_id: string;
      /** Names the log: the same after a restart, another one after a reset. */
      history_id: string;
      /** The signing secret of this account's listeners: the same at every connection. */
      secret: string;
      account: string;
      livemode: boolean;
    }
  | {
      type: "event";
      seq: number;
      id: string;
      payload: string;
      /** The event is sent again on request; it does not move the reader's place. */
      replay?: true;
    }
  | { type: "ping" };

/** Why the sandbox closes a stream. */
export const streamCloseCodes = {
  /** The sandbox stops. Connect again later. */
  going_away: 1001,
  /** A message was not of the protocol. */
  protocol_error: 4400,
  /** The API key was revoked or has expired, or its account is closed. Connect with another one. */
  credentials_ended: 4401,
  /** The events that follow `after` are of another history: the sandbox was reset. */
  history_changed: 4409,
  /** The events that follow `after` are older than events are kept. Begin with `after: 0`, the oldest there is. */
  events_gone: 4410,
  /** The reader took too long and its buffer is full. Connect again with `after`. */
  slow_reader: 4429,
} as const;
