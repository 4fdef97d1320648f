import { expect, test } from "vitest";

import { startReceiver } from "../support/receiver.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

const eventCount = 1000;
/** When each attempt is made after the one before, in seconds. */
const delays = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

test("the whole schedule of 1,000 events runs in seconds, and ends in dead letters as the table says", async () => {
  const receiver = await startReceiver(() => 500);
  const sandbox = await startSandbox();
  const { client } = sandbox;
  await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"], max_concurrency: 64 });
  const create = () => client.paymentIntents.create({ amount: 2000, currency: "usd" });
  for (let made = 0; made < eventCount; made += 100) await Promise.all(Array.from({ length: 100 }, create));

  const before = process.cpuUsage();
  await sandbox.clock.advance(4 * 24 * 3600);
  const { user, system } = process.cpuUsage(before);

  const attempts = new Map<string, number[]>();
  for (const { headers } of receiver.received) {
    const id = String(headers["webhook-id"]);
    attempts.set(id, [...(attempts.get(id) ?? []), Number(headers["webhook-timestamp"])]);
  }
  expect(attempts.size).toBe(eventCount);
  for (const instants of attempts.values()) {
    expect(instants).toHaveLength(10);
    expect(instants[0]).toBe(frozenAt);
    for (const [index, delay] of delays.entries()) {
      const waited = instants[index + 1]! - instants[index]!;
      // The header has whole seconds, so that each end may be off by one.
      expect(waited).toBeGreaterThanOrEqual(0.8 * delay - 1);
      expect(waited).toBeLessThanOrEqual(1.2 * delay + 1);
    }
  }
  let deadLetters = 0;
  for await (const letter of client.webhookDeadLetters.list({ limit: 100 })) {
    expect(letter).toMatchObject({ status: "failed", attempt_count: 10, next_attempt_at: null });
    deadLetters += 1;
  }
  expect(deadLetters).toBe(eventCount);
  const exhausted = await client.events.list({ type: "webhook.delivery.exhausted", limit: 1 });
  expect(exhausted.data[0]?.seq).toBe(2 * eventCount);
  // The work itself, sandbox and receiver together: what else the machine does is not counted. Four days in as many seconds
  // or in as many times as much on a slow machine; how fast exactly is for the benchmarks to say.
  expect((user + system) / 1000).toBeLessThan(20_000);
});

test("time comes to where it was moved while others go on calling, and what is due on the way is done at its instant", async () => {
  const receiver = await startReceiver();
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["*"] });
  const create = () =>
    client.paymentIntents.create({ amount: 2000, currency: "usd", confirm: true, payment_method: "pm_card_visa" });
  const [a, b] = await Promise.all([
    client.ledgerAccounts.create({ name: "a", type: "asset", currency: "usd" }),
    client.ledgerAccounts.create({ name: "b", type: "liability", currency: "usd" }),
  ]);
  const days = [1, 2, 3];
  for (const day of days) {
    await client.ledgerTransactions.create({
      pending: true,
      reference_id: `hold ${day}`,
      expires_in_s: day * 24 * 3600,
      entries: [
        { account_id: a.id, amount: 100 },
        { account_id: b.id, amount: -100 },
      ],
    });
  }

  let isOver = false;
  let created = 0;
  const load = Array.from({ length: 4 }, async () => {
    for (; !isOver; created++) await create();
  });
  const moved = await clock.advance(4 * 24 * 3600);
  const createdBefore = created;
  isOver = true;
  await Promise.all(load);

  expect(moved.now).toBe(frozenAt + 4 * 24 * 3600);
  expect(createdBefore).toBeGreaterThan(0);
  const expired = await client.ledgerTransactions.list({ status: "expired" });
  const instants = expired.data.map(({ resolved_at }) => resolved_at);
  expect(instants).toEqual(days.map((day) => frozenAt + day * 24 * 3600).toReversed());
});
