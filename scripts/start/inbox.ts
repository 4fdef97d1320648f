import { EventEmitter, once } from "node:events";

import type { ReceivedEvent } from "@micro/example-webhook-receiver";

const waitMsMax = 15_000;

/** Keeps the verified events that arrived, and waits for more. */
export function openInbox() {
  const events: ReceivedEvent[] = [];
  const arrivals = new EventEmitter<{ event: [ReceivedEvent] }>();
  return {
    add(event: ReceivedEvent) {
      events.push(event);
      arrivals.emit("event", event);
    },
    onEvent: (call: (event: ReceivedEvent) => void) => arrivals.on("event", call),
    async waitFor(type: string, signal: AbortSignal): Promise<ReceivedEvent> {
      const timeout = AbortSignal.timeout(waitMsMax);
      for (;;) {
        const found = events.find((event) => event.type === type);
        if (found) return found;
        await once(arrivals, "event", { signal: AbortSignal.any([signal, timeout]) }).catch((error: unknown) => {
          if (timeout.aborted) throw new Error(`No ${type} arrived within ${waitMsMax / 1000} s.`, { cause: error });
          throw error;
        });
      }
    },
  };
}
