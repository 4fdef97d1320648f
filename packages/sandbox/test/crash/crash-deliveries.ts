import { once } from "node:events";

import type { AnyEvent, Client } from "@micro/sdk";
import { expect } from "vitest";

import { createRandom } from "../../src/platform/random.ts";
import { eventsOf } from "../support/look.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { startProcess } from "./crash.ts";

const loadMax = 12;

/** Pays again and again until the process is gone; answers the ids of the payments that were answered. */
async function payUntilDead(client: Client, answered: string[]): Promise<void> {
  for (;;) {
    try {
      const intent = await client.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        payment_method: "tok_visa",
        confirm: true,
      });
      answered.push(intent.id);
    } catch {
      return;
    }
  }
}

/**
 * Kills a sandbox under load, again and again on the same file, then lets it finish: every event reaches every endpoint
 * that waits for it, the ordered one in order, and what comes twice is the same event in the same bytes.
 */
export async function crashRounds(rounds: number, seed: string): Promise<void> {
  const random = createRandom(seed);
  const file = temporaryFile();
  const answered: string[] = [];
  // Answers at different speeds, so that a kill finds deliveries in every state.
  const startSlow = () =>
    startReceiver((_, index, response) => {
      setTimeout(() => response.writeHead(200).end(), index % 7);
      return undefined;
    });
  const all = await startSlow();
  const ordered = await startSlow();
  const some = await startSlow();

  for (let round = 0; round < rounds; round++) {
    const { child, client } = await startProcess(file);
    if (round === 0) {
      await client.webhookEndpoints.create({ url: all.url });
      await client.webhookEndpoints.create({ url: ordered.url, ordered: true });
      await client.webhookEndpoints.create({ url: some.url, enabled_events: ["payment.*"] });
    }
    const before = answered.length;
    const paying = Array.from({ length: 1 + random.integer(loadMax) }, () => payUntilDead(client, answered));
    const wanted = before + 1 + random.integer(20);
    await expect.poll(() => answered.length, { timeout: 20_000, interval: 1 }).toBeGreaterThanOrEqual(wanted);
    child.kill("SIGKILL");
    await once(child, "exit");
    await Promise.all(paying);
    await client.close();
  }

  const last = await startSandbox({ file, frozenAt: undefined, seed: undefined });
  await last.settle();
  const events = await eventsOf(last.client);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const paid = new Set(events.flatMap(({ data }) => ("id" in data.object ? [data.object.id] : [])));
  expect(answered.filter((id) => !paid.has(id))).toEqual([]);
  assertReceived(all, events);
  assertReceived(ordered, events);
  assertReceived(
    some,
    events.filter(({ type }) => type.startsWith("payment.")),
  );
  const firsts = [...new Set(ordered.received.map(({ event }) => event.seq))];
  expect(firsts).toEqual(events.map(({ seq }) => seq));
  expect((await last.client.webhookDeliveries.list({ status: "pending" })).data).toEqual([]);
}

/** Each event came, and whenever it came again it was the same to the byte. */
function assertReceived({ received }: Receiver, events: readonly AnyEvent[]): void {
  const bodies = new Map<string, Set<string>>();
  for (const { event, body } of received) bodies.set(event.id, (bodies.get(event.id) ?? new Set()).add(body));
  expect([...bodies.keys()].toSorted()).toEqual(events.map(({ id }) => id).toSorted());
  for (const event of events) expect([...(bodies.get(event.id) ?? [])]).toEqual([JSON.stringify(event)]);
}
