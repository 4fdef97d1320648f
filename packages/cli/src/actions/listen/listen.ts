import type { EventStream, StreamDisconnect, StreamReady } from "@micro/sdk";

import type { Delivery, ReceivedEvent } from "./deliveries.ts";
import type { ForwardPlan } from "./forward-plan.ts";
import type { EventSource } from "./source.ts";

/** What happens while listening, to be shown. */
export interface ListenView {
  ready(ready: StreamReady): void;
  event(event: ReceivedEvent): void;
  delivery(delivery: Delivery): void;
  /** An event is not forwarded, on purpose. */
  dropped(event: ReceivedEvent, url: string): void;
  disconnected(disconnect: StreamDisconnect): void;
  /** It stands again, with the sandbox that is at this URL by now. */
  reconnected(url: string): void;
  historyChanged(): void;
  /** So many events wait for the receiver that no more are read until one is delivered or given up. */
  full(openCount: number): void;
  /** The end, with the number of events that were received and not delivered. */
  ended(undelivered: number): void;
}

/** What to listen to, and how. */
export interface ListenOptions {
  /** Events are only shown where there is none. */
  plan?: ForwardPlan | undefined;
  /** Types or patterns; all by default. */
  types?: readonly string[] | undefined;
  /** Aborted when it is time to end. */
  signal: AbortSignal;
  view: ListenView;
}

/**
 * Shows and forwards events until the signal. Rejects when there is no connection to begin with, or none is allowed any
 * more.
 */
export async function listen(
  { client, url }: EventSource,
  { plan, types, signal, view }: ListenOptions,
): Promise<void> {
  let ready: StreamReady | undefined;
  let failure: Error | undefined;
  // The forwarder takes longer to load than everything else, and is not needed where events are only shown.
  const { startForwarding } = plan === undefined ? {} : await import("./forwarding.ts");
  await using stream = client.subscribe({
    types,
    onReady: (now) => {
      const isFirst = ready === undefined;
      ready = now;
      if (isFirst) view.ready(now);
      else view.reconnected(url());
    },
    onDisconnect: (disconnect) => view.disconnected(disconnect),
    onHistoryChanged: () => {
      forwarding?.restart();
      view.historyChanged();
    },
  });
  const forwarding =
    plan &&
    startForwarding?.({
      plan,
      secret: () => ready?.secret ?? "",
      onAttempt: (delivery) => {
        view.delivery(delivery);
        report(stream, delivery);
      },
      onDropped: (event, url) => view.dropped(event, url),
      ack: (seq) => stream.ack(seq),
      onFull: (openCount) => view.full(openCount),
      onError: (error) => {
        failure = error;
        void stream.close();
      },
    });
  let undelivered: Promise<number> | undefined;
  const end = () => (undelivered ??= forwarding?.end() ?? Promise.resolve(0));
  signal.addEventListener("abort", () => void end().then(() => stream.close()), { once: true });
  if (signal.aborted) await stream.close();

  try {
    for await (const { seq, id, payload, event, isReplay } of stream) {
      if (signal.aborted) continue;
      const received = { seq, id, type: event.type, payload, isReplay };
      view.event(received);
      if (forwarding === undefined) {
        if (!isReplay) stream.ack(seq);
      } else await forwarding.accept(received);
    }
  } finally {
    const count = await end();
    if (ready !== undefined) view.ended(count);
  }
  if (failure !== undefined) throw failure;
}

/** The signing secret of this account's listeners, which is the same each time. */
export async function fetchSecret({ client }: Pick<EventSource, "client">): Promise<string> {
  await using stream = client.subscribe();
  return (await stream.ready()).secret;
}

function report(stream: EventStream, { event, url, headers, result }: Delivery): void {
  const sent = { event_id: event.id, url, latency_ms: result.latencyMs, headers: { ...headers } };
  if (result.answered) stream.result({ ...sent, status: result.status, body: result.body });
  else stream.failed({ ...sent, reason: result.reason, message: result.message });
}
