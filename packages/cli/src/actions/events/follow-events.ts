import type { AnyEvent, Client } from "@micro/sdk";

/** What to do with events as they come. */
export interface FollowEvents {
  types?: readonly string[] | undefined;
  after?: number | undefined;
  signal: AbortSignal;
  onReady: () => void;
  onEvent: (event: AnyEvent) => void;
  onDisconnect: () => void;
  onReconnect: () => void;
  onHistoryChanged: () => void;
}

/** Reads events until the signal, over as many connections as it takes. */
export async function followEvents(client: Client, options: FollowEvents): Promise<void> {
  const { types, after, signal, onReady, onEvent, onDisconnect, onReconnect, onHistoryChanged } = options;
  let state: "new" | "connected" | "lost" = "new";
  await using stream = client.subscribe({
    types,
    after,
    signal,
    onReady: () => {
      if (state === "new") onReady();
      else onReconnect();
      state = "connected";
    },
    onDisconnect: () => {
      if (state === "connected") onDisconnect();
      state = state === "new" ? "new" : "lost";
    },
    onHistoryChanged,
  });
  try {
    for await (const { event } of stream) onEvent(event);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
