import { createClient } from "@micro/sdk";

import type { FirstBytePlan, FirstByteResult } from "./calls.ts";
import { openReceiver } from "./receiver.ts";

/** Creates intents at a steady pace, and takes the time until the receiver has the first byte of each event. */
export async function measureFirstByte({ url, apiKey, count, intervalMs }: FirstBytePlan): Promise<FirstByteResult> {
  const receivedAt = new Map<string, number>();
  let complete: () => void = () => {};
  const allReceived = new Promise<void>((resolve) => (complete = resolve));
  const receiver = await openReceiver(({ body }, atMs, response) => {
    response.end();
    receivedAt.set(subjectOf(body), atMs);
    if (receivedAt.size === count) complete();
  });
  const client = createClient({ apiKey, baseUrl: url });
  const endpoint = await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });

  const sent: { id: string; sentAt: number; answeredAt: number }[] = [];
  const create = async () => {
    const sentAt = performance.now();
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    sent.push({ id, sentAt, answeredAt: performance.now() });
  };
  const creating: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < count; index++) {
    creating.push(create());
    // By the instants of the plan, so that what a timer is late by does not add up.
    const waitMs = startedAt + (index + 1) * intervalMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  await Promise.all([...creating, allReceived]);

  await client.webhookEndpoints.delete(endpoint.id);
  await client.close();
  await receiver.close();
  const since = (start: "sentAt" | "answeredAt") =>
    sent.map((one) => (receivedAt.get(one.id) ?? Number.NaN) - one[start]);
  return { sinceSentMs: since("sentAt"), sinceAnswerMs: since("answeredAt") };
}

/** The id of the thing that an event is about. */
function subjectOf(body: string): string {
  const event = JSON.parse(body) as { data: { object: { id: string } } };
  return event.data.object.id;
}
