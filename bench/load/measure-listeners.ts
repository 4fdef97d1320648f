import { createClient } from "@micro/sdk";

import type { ListenersPlan } from "./calls.ts";

/** Follows a sandbox's events with many listeners, live and then from the beginning of the log. */
export async function measureListeners({ url, apiKey, count, intervalMs, listeners }: ListenersPlan) {
  const client = createClient({ apiKey, baseUrl: url });
  const { sinceAnswerMs, after } = await measureLive();
  const framesPerSecond = await measureBackfill(after);
  await client.close();
  return { sinceAnswerMs, framesPerSecond };

  /** From each answer to the instant at which the last listener has the event. */
  async function measureLive() {
    const streams = Array.from({ length: listeners }, () => client.subscribe({ types: ["payment.created"] }));
    const [first] = await Promise.all(streams.map((stream) => stream.ready()));
    const seen = new Map<string, { times: number; lastAt: number }>();
    const reading = streams.map(async (stream) => {
      for (let read = 0; read < count; read++) {
        const { value } = await stream.next();
        const id = value?.payload.match(/"object":\{"id":"(\w+)"/)?.[1] ?? "";
        seen.set(id, { times: (seen.get(id)?.times ?? 0) + 1, lastAt: performance.now() });
      }
    });
    const answered = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
      answered.set(id, performance.now());
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
    await Promise.all(reading);
    await Promise.all(streams.map((stream) => stream.close()));
    const since = [...answered].map(([id, at]) => (seen.get(id)?.lastAt ?? Number.NaN) - at);
    return { sinceAnswerMs: since, after: first?.seq ?? 0 };
  }

  /** How many events a second all listeners together get of what is there already. */
  async function measureBackfill(after: number): Promise<number> {
    const startedAt = performance.now();
    const streams = Array.from({ length: listeners }, () => client.subscribe({ after }));
    const reading = streams.map(async (stream) => {
      for (let read = 0; read < count; read++) await stream.next();
    });
    await Promise.all(reading);
    const elapsedMs = performance.now() - startedAt;
    await Promise.all(streams.map((stream) => stream.close()));
    return (listeners * count * 1000) / elapsedMs;
  }
}
