import type { Client } from "@micro/sdk";

import { err } from "../output/colours.ts";
import { counted } from "../output/counted.ts";
import { instantText } from "../output/instant.ts";
import { say } from "../output/write.ts";

const patienceMs = 4000;
const pageMax = 100;

const sayLine = (line: string) => say(err.dim(line));

/** Waits for time to pass, however long that takes. Where it is long, says once what it waits for. */
export async function waitForClock<T>(client: Client, moving: Promise<T>, tell = sayLine): Promise<T> {
  let isOver = false;
  const timer = setTimeout(() => {
    whatItWaitsFor(client).then(
      (line) => isOver || tell(line),
      // The call that is being waited for reports the error.
      () => {},
    );
  }, patienceMs);
  return moving.finally(() => {
    isOver = true;
    clearTimeout(timer);
  });
}

/** How far the sandbox is, and whose answer it waits for. */
async function whatItWaitsFor(client: Client): Promise<string> {
  const { now } = await client.clock.get();
  const { data: deliveries } = await client.webhookDeliveries.list({ status: "pending", limit: pageMax });
  // What falls due within a second is reported at its end.
  const due = deliveries.filter(({ next_attempt_at: at }) => at !== null && at <= now + 1);
  const way = `It is ${instantText(now)} in the sandbox, which goes on`;
  const [first] = due;
  if (first === undefined) return `${way}.`;
  const { url, timeout_ms: timeoutMs } = await client.webhookEndpoints.get(first.endpoint);
  const others = due.some(({ endpoint }) => endpoint !== first.endpoint) ? " and others" : "";
  const under = `${counted(due.length, "delivery", "deliveries")} to ${url}${others}`;
  return `${way}: it waits for ${under}. Who does not answer takes ${timeoutMs / 1000} s at each attempt.`;
}
