import { setTimeout as delay } from "node:timers/promises";

import { noChaos } from "./chaos.ts";
import { createDeliveries, type Deliver, type Delivery, type ReceivedEvent } from "./deliveries.ts";
import type { ForwardPlan } from "./forward-plan.ts";
import { createForwarder, type Forwarder } from "./forward.ts";
import { trackProgress } from "./progress.ts";
import { takes, type Route } from "./route.ts";
import { createShuffler } from "./shuffler.ts";

const graceMs = 2_000;
/** High enough that a receiver which fails for minutes does not keep new events from being shown; each open event takes a few kilobytes. */
const openEventsMax = 10_000;

export interface ForwardingOptions {
  plan: ForwardPlan;
  secret: () => string;
  onAttempt: (delivery: Delivery) => void;
  /** An event is not sent, on purpose. */
  onDropped?: (event: ReceivedEvent, url: string) => void;
  /** Everything up to this number is delivered or given up. */
  ack: (seq: number) => void;
  /** So many events are open that no more are taken until one is delivered or given up. */
  onFull: (openCount: number) => void;
  /** A delivery ended by an error that is not the receiver's. */
  onError: (error: Error) => void;
  /** How many events may be open. */
  openMax?: number;
}

/** Forwards events in the background. */
export interface Forwarding {
  /** Takes an event. Resolves when there is room for another one. */
  accept(event: ReceivedEvent): Promise<void>;
  /** The numbers of events began anew. */
  restart(): void;
  /** Begins no new attempt, and gives those under way two seconds. Resolves to the number of undelivered events. */
  end(): Promise<number>;
}

/** Starts to forward: each event to every route that takes it. */
export function startForwarding(options: ForwardingOptions): Forwarding {
  const { plan, secret, onAttempt, onDropped, ack, onFull, onError, openMax = openEventsMax } = options;
  const { routes, headers, skipVerify, ordered, retry, chaos = noChaos } = plan;
  const closing = new AbortController();
  const cut = new AbortController();
  const ways = routes.map((route): { route: Route; forwarder: Forwarder; deliver: Deliver } => {
    const forwarder = createForwarder({ url: route.url, skipVerify });
    const deliver = createDeliveries({
      url: route.url,
      headers,
      forwarder,
      secret,
      onAttempt,
      ...(onDropped && { onDropped }),
      closing: closing.signal,
      cut: cut.signal,
      ordered,
      chaos,
      ...(!retry && { retryDelayMs: () => undefined }),
    });
    return { route, forwarder, deliver };
  });
  const progress = trackProgress(ack);
  const running = new Set<Promise<void>>();
  let room = Promise.withResolvers<void>();

  const follow = async (event: ReceivedEvent, finish: () => void) => {
    try {
      const taken = ways.filter(({ route }) => takes(route, event.type));
      const delivered = await Promise.all(taken.map(({ deliver }) => deliver(event)));
      if (delivered.every(Boolean)) finish();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const shuffler = createShuffler<ReceivedEvent & { finish: () => void }>(chaos, ({ finish, ...event }) => {
    const task = follow(event, finish).finally(() => {
      running.delete(task);
      room.resolve();
    });
    running.add(task);
  });

  return {
    async accept(event) {
      // An event that is sent again is behind the reader already.
      shuffler.add({ ...event, finish: event.isReplay === true ? () => {} : progress.begin(event.seq) });
      if (running.size < openMax) return;
      onFull(running.size);
      room = Promise.withResolvers();
      await room.promise;
    },
    restart: () => progress.restart(),
    async end() {
      shuffler.flush();
      closing.abort();
      await Promise.race([Promise.all(running), delay(graceMs, undefined, { ref: false })]);
      cut.abort();
      await Promise.all(running);
      await Promise.all(ways.map(({ forwarder }) => forwarder.close()));
      return progress.openCount;
    },
  };
}
