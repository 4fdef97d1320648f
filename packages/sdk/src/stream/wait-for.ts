import type { AnyEvent } from "../any-event.ts";
import { abortSignal, assertOptions, show, timeout, wholeFrom, type OptionKind } from "../check-options.ts";
import { abortReason } from "../client/retry.ts";
import type { Client } from "../client/client-types.ts";
import type { EventType } from "../contract/index.ts";

/** What kind of event a type or a pattern stands for. */
export type EventOf<T extends string> = T extends EventType ? Extract<AnyEvent, { type: T }> : AnyEvent;

/** How long to wait for an event, and how far to look back. */
export interface WaitForOptions {
  /** Milliseconds until the wait is given up: 30,000 by default, 0 for no limit. */
  timeoutMs?: number | undefined;
  /** Only events after this `seq` count; the past is looked through as far as `pastMax` by default. */
  after?: number | undefined;
  /** How many events of the past, of that type, are looked at: the newest 1,000 by default; 0 for none. */
  pastMax?: number | undefined;
  /** Ends the wait with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const waitForOptionKinds: Record<keyof WaitForOptions, OptionKind> = {
  timeoutMs: timeout,
  after: wholeFrom(0),
  pastMax: wholeFrom(0),
  signal: abortSignal,
};

/** No event that fits came in time. */
export class WaitForTimeoutError extends Error {
  override readonly name = "WaitForTimeoutError";
  /** The type or pattern that was waited for. */
  readonly type: string;
  /** Events of that type that the predicate refused, the newest last, at most ten. */
  readonly refused: readonly AnyEvent[];

  constructor(type: string, timeoutMs: number, refused: readonly AnyEvent[]) {
    const seen = refused.length === 0 ? "none came at all" : "those that came did not fit: see `refused`";
    super(`No event \`${type}\` within ${timeoutMs} ms: ${seen}.`);
    this.type = type;
    this.refused = refused;
  }
}

const refusedMax = 10;

/**
 * Waits for an event of a type or a pattern that fits. One that happened already is found too, the newest first: so it does
 * not matter whether the wait begins before or after what causes it.
 */
export async function waitFor(
  client: Pick<Client, "subscribe" | "events">,
  type: string,
  predicate: (event: AnyEvent) => boolean,
  options: WaitForOptions = {},
): Promise<AnyEvent> {
  assertOptions(options, waitForOptionKinds);
  if (typeof predicate !== "function") {
    throw new TypeError(
      `The second argument is a function of an event, not ${show(predicate)}. Options are the third.`,
    );
  }
  const { timeoutMs = 30_000, after = 0, pastMax = 1000, signal } = options;
  const refused: AnyEvent[] = [];
  const fits = (event: AnyEvent) => {
    if (event.seq > after && predicate(event)) return true;
    refused.push(event);
    if (refused.length > refusedMax) refused.shift();
    return false;
  };
  const deadline = new AbortController();
  const expire = () => deadline.abort(new WaitForTimeoutError(type, timeoutMs, refused));
  const timer = timeoutMs > 0 ? setTimeout(expire, timeoutMs) : undefined;
  const either = AbortSignal.any(signal ? [deadline.signal, signal] : [deadline.signal]);
  try {
    await using stream = client.subscribe({ types: [type], signal: either });
    // From here on nothing is missed, so that what is not in the past comes by the stream.
    const { seq } = await stream.ready();
    const past = await findPast(client, type, { fits, upTo: seq, after, pastMax, signal: either });
    if (past) return past;
    for await (const { event } of stream) if (fits(event)) return event;
    throw abortReason(either);
  } finally {
    clearTimeout(timer);
  }
}

interface Past {
  fits: (event: AnyEvent) => boolean;
  upTo: number;
  after: number;
  pastMax: number;
  signal: AbortSignal;
}

async function findPast(client: Pick<Client, "events">, type: string, { fits, upTo, after, pastMax, signal }: Past) {
  let looked = 0;
  if (pastMax === 0) return undefined;
  for await (const event of client.events.list({ type, limit: Math.min(pastMax, 100) }, { signal })) {
    if (event.seq > upTo) continue;
    if (event.seq <= after || looked >= pastMax) return undefined;
    looked += 1;
    if (fits(event)) return event;
  }
  return undefined;
}
