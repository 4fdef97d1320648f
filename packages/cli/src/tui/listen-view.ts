import type { StreamReady } from "@micro/sdk";

import type { ListenView } from "../actions/listen/listen.ts";
import { fullText } from "../output/listen-text.ts";
import { deliveryState, rowOfReceived } from "./effects/event-row.ts";
import type { Store } from "./store.ts";

/** Shows on the screen what happens while listening. */
export function listenView(store: Store, onReady: (ready: StreamReady) => void): ListenView {
  const connect = (url?: string) => store.dispatch({ type: "connection", connection: "live", url });
  return {
    ready: (ready) => {
      onReady(ready);
      connect();
    },
    event: (event) => store.queueEvent(rowOfReceived(event)),
    delivery: (delivery) =>
      store.dispatch({ type: "delivery", eventId: delivery.event.id, delivery: deliveryState(delivery) }),
    // Nothing goes wrong on purpose here.
    dropped: () => {},
    disconnected: () => store.dispatch({ type: "connection", connection: "lost" }),
    reconnected: connect,
    historyChanged: () => store.dispatch({ type: "historyChanged" }),
    full: (openCount) => store.dispatch({ type: "message", text: fullText(openCount), kind: "error" }),
    ended: () => {},
  };
}
