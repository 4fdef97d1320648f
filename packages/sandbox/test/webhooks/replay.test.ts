import type { Client } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { codeOf, failureOf } from "../support/failure.ts";
import { startReceiver, type Behaviour } from "../support/receiver.ts";
import { startSandbox } from "../support/sandbox.ts";
import { openStream } from "../support/stream.ts";

const create = (client: Client) => client.paymentIntents.create({ amount: 2000, currency: "usd" });
const day = 24 * 3600;

async function begin(behaviour?: Behaviour) {
  const sandbox = await startSandbox();
  const receiver = await startReceiver(behaviour);
  const { client } = sandbox;
  const endpoint = await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.*"] });
  const seqs = () => receiver.received.map(({ event }) => event.seq).toSorted((a, b) => a - b);
  return { sandbox, client, receiver, endpoint, seqs };
}

describe("an event that is sent again", () => {
  test("goes to whoever waits for its type, in the same bytes", async () => {
    const { sandbox, client, receiver } = await begin();
    await create(client);
    await sandbox.settle();
    const { event } = receiver.received[0]!;
    expect(await client.events.resend(event.id)).toMatchObject({
      event_count: 1,
      delivery_count: 1,
      listener_count: 0,
    });
    await sandbox.settle();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]!.body).toBe(receiver.received[0]!.body);
    expect(receiver.received[1]!.headers["webhook-id"]).toBe(event.id);
  });

  test("goes to one endpoint when it is named, whatever that waits for", async () => {
    const { sandbox, client, receiver } = await begin();
    const other = await startReceiver();
    const named = await client.webhookEndpoints.create({ url: other.url, enabled_events: ["charge.failed"] });
    await create(client);
    await sandbox.settle();
    const { event } = receiver.received[0]!;
    await client.events.resend(event.id, { endpoint: named.id });
    await sandbox.settle();
    expect([receiver.received.length, other.received.length]).toEqual([1, 1]);
    expect(await codeOf(client.events.resend(event.id, { endpoint: "we_nope" }))).toBe("resource_missing");
    await client.webhookEndpoints.update(named.id, { status: "disabled" });
    expect(await codeOf(client.events.resend(event.id, { endpoint: named.id }))).toBe("state_conflict");
    expect(await codeOf(client.events.resend("evt_nope"))).toBe("resource_missing");
  });

  test("goes to the streams, marked as sent again, without moving anyone's place", async () => {
    const { sandbox, client, receiver } = await begin();
    const subscriber = await openStream(sandbox);
    subscriber.say({ type: "subscribe", after: 0 });
    await subscriber.next();
    await create(client);
    const first = await subscriber.next();
    const { data } = await client.events.list();
    expect(await client.events.resend(data[0]!.id, { to: "stream" })).toMatchObject({
      delivery_count: 0,
      listener_count: 1,
    });
    expect(await subscriber.next()).toEqual({ ...first, replay: true });
    await create(client);
    expect(await subscriber.next()).toMatchObject({ seq: 2 });
    await sandbox.settle();
    expect(receiver.received).toHaveLength(2);
  });

  test("reaches a reader of the SDK, too", async () => {
    const { client } = await begin();
    const stream = client.subscribe();
    await stream.ready();
    await create(client);
    const { value: first } = await stream.next();
    await client.events.resend(first!.id, { to: "stream" });
    const { value: again } = await stream.next();
    expect([first!.isReplay, again!.isReplay, again!.id]).toEqual([false, true, first!.id]);
    await stream.close();
  });
});

describe("a range of events that is sent again", () => {
  test("is bounded by numbers, by time and by type", async () => {
    const { sandbox, client, receiver, seqs } = await begin();
    for (let made = 0; made < 5; made++) {
      await create(client);
      await sandbox.clock.advance(10);
    }
    const replayed = async (range: Parameters<Client["events"]["replay"]>[0]) => {
      receiver.received.length = 0;
      await client.events.replay(range);
      await sandbox.settle();
      return seqs();
    };
    expect(await replayed({ from_seq: 2, to_seq: 4 })).toEqual([2, 3, 4]);
    const now = sandbox.clock.now();
    expect(await replayed({ created: { gte: now - 20 } })).toEqual([4, 5]);
    expect(await replayed({ type: "charge.*" })).toEqual([]);
    expect(await replayed({ type: "payment.*", from_seq: 5 })).toEqual([5]);
    expect(await failureOf(client.events.replay({}))).toMatchObject({ code: "parameter_missing", param: "from_seq" });
  });

  test("may be all that failed since an instant, and only to where it failed", async () => {
    const { sandbox, client, receiver, seqs } = await begin(({ event }) => (event.seq % 2 === 0 ? 500 : 200));
    const other = await startReceiver();
    await client.webhookEndpoints.create({ url: other.url, enabled_events: ["payment.*"] });
    for (let made = 0; made < 4; made++) await create(client);
    await sandbox.settle();
    receiver.received.length = 0;
    other.received.length = 0;
    receiver.behave(() => 200);
    const since = sandbox.clock.now() - 60;
    // No listener's forward has failed.
    expect(await client.events.replay({ failed_since: since, to: "stream" })).toMatchObject({ event_count: 0 });
    expect(await client.events.replay({ failed_since: since })).toMatchObject({ event_count: 2, delivery_count: 2 });
    await sandbox.settle();
    expect(seqs()).toEqual([2, 4]);
    expect(other.received).toEqual([]);
    expect(await client.events.replay({ failed_since: since })).toMatchObject({ event_count: 0 });
    expect(await client.events.replay({ failed_since: sandbox.clock.now() + 1 })).toMatchObject({ event_count: 0 });
  });

  test("counts a listener's failed forwards, which go to the streams again", async () => {
    const { sandbox, client } = await begin();
    await create(client);
    await sandbox.settle();
    const [event] = (await client.events.list()).data;
    const url = "http://localhost:3000/";
    await client.webhookAttempts.create({ event: event!.id, url, error: "connection_refused", latency_ms: 1 });
    const since = sandbox.clock.now() - 1;
    // That it arrived elsewhere does not make up for it.
    await client.webhookAttempts.create({ event: event!.id, url: `${url}other`, status_code: 200, latency_ms: 1 });
    expect(await client.events.replay({ failed_since: since, to: "stream" })).toMatchObject({ event_count: 1 });
    await client.webhookAttempts.create({ event: event!.id, url, status_code: 200, latency_ms: 1 });
    expect(await client.events.replay({ failed_since: since, to: "stream" })).toMatchObject({ event_count: 0 });
  });
});

describe("an event that is older than events are kept", () => {
  test("is gone: it is told from one that never was, and left out of lists and replays", async () => {
    const { sandbox, client, endpoint } = await begin(() => 500);
    await create(client);
    await sandbox.settle();
    const [old] = (await client.events.list()).data;
    await client.webhookEndpoints.update(endpoint.id, { status: "disabled" });
    await sandbox.clock.advance(31 * day);
    const { id } = await create(client);
    await sandbox.settle();
    expect(await failureOf(client.events.get(old!.id))).toMatchObject({ status: 410, code: "event_gone", param: "id" });
    expect(await codeOf(client.events.resend(old!.id))).toBe("event_gone");
    expect(await codeOf(client.events.get("evt_nope"))).toBe("resource_missing");
    const kept = (await client.events.list()).data;
    expect(kept.map(({ seq, data }) => [seq, (data.object as { id: string }).id])).toEqual([[3, id]]);
    expect(await client.events.replay({ from_seq: 1, to: "stream" })).toMatchObject({ event_count: 1 });
    // What still waited for the endpoint has nothing to send any more: it is a dead letter.
    await client.webhookEndpoints.update(endpoint.id, { status: "enabled" });
    await sandbox.settle();
    expect((await client.webhookDeadLetters.list()).data).toMatchObject([{ event: old!.id }]);
  });

  test("closes a stream that would begin right after it, and one that begins at 0 gets the oldest there is", async () => {
    const { sandbox, client } = await begin();
    await create(client);
    await create(client);
    await sandbox.clock.advance(31 * day);
    await create(client);
    const behind = await openStream(sandbox);
    behind.say({ type: "subscribe", after: 1 });
    expect(await behind.closed).toMatchObject({ code: 4410, reason: "The events after 1 are gone; the oldest is 3." });
    const all = await openStream(sandbox);
    all.say({ type: "subscribe", after: 0 });
    expect((await all.take(2))[1]).toMatchObject({ type: "event", seq: 3 });
    const stream = client.subscribe({ after: 1 });
    await expect(stream.next()).rejects.toMatchObject({ reason: "events_gone" });
  });
});
