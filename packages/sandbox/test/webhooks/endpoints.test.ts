import type { Client, InputOf, Operations } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { codeOf, failureOf } from "../support/failure.ts";
import { eventTypesOf } from "../support/look.ts";
import { startReceiver, type Behaviour } from "../support/receiver.ts";
import { startSandbox } from "../support/sandbox.ts";

type Options = Omit<InputOf<Operations["webhook_endpoints.create"]>, "url">;

const create = (client: Client) => client.paymentIntents.create({ amount: 2000, currency: "usd" });
const day = 24 * 3600;

async function begin(options: Options = {}, behaviour?: Behaviour) {
  const sandbox = await startSandbox();
  const receiver = await startReceiver(behaviour);
  const { client } = sandbox;
  const enabled = { enabled_events: ["payment.created"], ...options };
  const endpoint = await client.webhookEndpoints.create({ url: receiver.url, ...enabled });
  const seqs = () => receiver.received.map(({ event }) => event.seq);
  const look = () => client.webhookEndpoints.get(endpoint.id);
  return { sandbox, client, receiver, endpoint, seqs, look };
}

test("an endpoint keeps what it is told, changes it, and refuses what cannot be", async () => {
  const { client, endpoint } = await begin({
    description: "Orders",
    metadata: { team: "a", empty: "" },
    headers: { "x-team": "a" },
    ordered: true,
    max_concurrency: 3,
    rate_limit: 5,
    timeout_ms: 2000,
    payload: "thin",
  });
  expect(endpoint).toMatchObject({
    description: "Orders",
    metadata: { team: "a" },
    headers: { "x-team": "a" },
    ordered: true,
    max_concurrency: 3,
    rate_limit: 5,
    timeout_ms: 2000,
    payload: "thin",
    signing: "hmac",
    public_key: null,
    circuit: "closed",
    disabled_reason: null,
    secret_generation: 1,
    previous_secret_expires_at: null,
  });
  const changed = await client.webhookEndpoints.update(endpoint.id, {
    description: "",
    metadata: { team: "", other: "b" },
    rate_limit: null,
    ordered: false,
    payload: "full",
  });
  expect(changed).toMatchObject({
    description: null,
    metadata: { other: "b" },
    rate_limit: null,
    ordered: false,
    payload: "full",
  });
  const refused: Options[] = [
    { headers: { "webhook-id": "x" } },
    { headers: { "Content-Type": "x" } },
    { headers: { Host: "x" } },
    { headers: { "x-a": "a\nb: c" } },
    { headers: { "a b": "c" } },
    { max_concurrency: 0 },
    { rate_limit: 0 },
    { timeout_ms: 30_001 },
  ];
  for (const options of refused) {
    expect((await failureOf(client.webhookEndpoints.update(endpoint.id, options))).code).toMatch(/^parameter_/);
  }
  expect(await client.webhookEndpoints.get(endpoint.id)).toEqual(changed);
});

describe("an ordered endpoint", () => {
  test("has one delivery under way, and the first blocks the rest until it is delivered", async () => {
    let under = 0;
    let most = 0;
    const { sandbox, client, receiver, seqs } = await begin({ ordered: true }, (_, index, response) => {
      under += 1;
      most = Math.max(most, under);
      setImmediate(() => {
        under -= 1;
        response.writeHead(index < 2 ? 500 : 200).end();
      });
      return undefined;
    });
    for (let made = 0; made < 8; made++) await create(client);
    await sandbox.settle();
    expect(seqs()).toEqual([1]);
    await sandbox.clock.advance(6);
    expect(seqs()).toEqual([1, 1]);
    await sandbox.clock.advance(360);
    expect(seqs()).toEqual([1, 1, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(1);
    expect(receiver.received).toHaveLength(10);
  });

  test("goes on after one that is given up", async () => {
    const { sandbox, client, seqs } = await begin({ ordered: true }, ({ event }) => (event.seq === 1 ? 500 : 200));
    await create(client);
    await create(client);
    await sandbox.clock.advance(4 * day);
    expect(seqs()).toEqual([...Array.from({ length: 10 }, () => 1), 2]);
  });

  test("sends first what stands first, also what is redriven or was open when it became ordered", async () => {
    const { sandbox, client, endpoint, receiver, seqs } = await begin({}, () => 500);
    for (let made = 0; made < 4; made++) await create(client);
    await sandbox.settle();
    receiver.received.length = 0;
    receiver.behave(() => 200);
    await client.webhookEndpoints.update(endpoint.id, { ordered: true });
    await sandbox.clock.advance(10);
    expect(seqs()).toEqual([1, 2, 3, 4]);

    receiver.behave(() => 500);
    const fifth = await create(client);
    await sandbox.settle();
    const [head] = (await client.webhookDeliveries.list({ status: "pending" })).data;
    await client.webhookDeliveries.abandon(head!.id);
    const sixth = await create(client);
    await sandbox.settle();
    receiver.received.length = 0;
    receiver.behave(() => 200);
    await client.webhookDeadLetters.redrive(head!.id);
    await sandbox.clock.advance(10);
    expect(receiver.received.map(({ event }) => (event.data.object as { id: string }).id)).toEqual([
      fifth.id,
      sixth.id,
    ]);
  });
});

describe("the limits of an endpoint", () => {
  test("hold how many deliveries are under way", async () => {
    const open: (() => void)[] = [];
    const { sandbox, client, receiver } = await begin({ max_concurrency: 3 }, (_, __, response) => {
      open.push(() => response.writeHead(200).end());
      return undefined;
    });
    for (let made = 0; made < 7; made++) await create(client);
    for (const count of [3, 6, 7]) {
      await receiver.expectCount(count);
      expect(receiver.received).toHaveLength(count);
      for (const answer of open.splice(0)) answer();
    }
    await sandbox.settle();
  });

  test("hold how many deliveries begin in a second", async () => {
    const { sandbox, client, receiver } = await begin({ rate_limit: 2 });
    for (let made = 0; made < 6; made++) await create(client);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(1);
    for (const count of [3, 5, 6]) {
      await sandbox.clock.advance(1);
      expect(receiver.received).toHaveLength(count);
    }
  });

  test("hold how long an attempt may take", async () => {
    const { sandbox, client, look } = await begin({ timeout_ms: 150 }, () => undefined);
    await create(client);
    await sandbox.settle();
    expect((await client.webhookAttempts.list()).data).toMatchObject([{ error: "timeout", status_code: null }]);
    expect((await look()).circuit).toBe("closed");
  });
});

describe("the circuit of an endpoint", () => {
  test("opens after ten overloads in a row, lets one try a minute later, and closes when that one succeeds", async () => {
    const { sandbox, client, receiver, look } = await begin({ max_concurrency: 1 }, () => 503);
    for (let made = 0; made < 14; made++) await create(client);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(10);
    expect((await look()).circuit).toBe("open");
    await sandbox.clock.advance(59);
    expect(receiver.received).toHaveLength(10);
    await sandbox.clock.advance(1);
    expect(receiver.received).toHaveLength(11);
    expect((await look()).circuit).toBe("open");
    receiver.behave(() => 200);
    await sandbox.clock.advance(60);
    expect((await look()).circuit).toBe("closed");
    expect((await client.webhookDeliveries.list({ status: "pending" })).data).toEqual([]);
  });

  test("stays closed when the receiver fails at once, so that the schedule is kept to the letter", async () => {
    const { sandbox, client, look } = await begin({}, () => 500);
    for (let made = 0; made < 12; made++) await create(client);
    await sandbox.settle();
    expect((await look()).circuit).toBe("closed");
  });

  test("outlives a restart", async () => {
    const { temporaryFile } = await import("../support/sandbox.ts");
    const file = temporaryFile();
    const receiver = await startReceiver(() => 503);
    const first = await startSandbox({ file });
    await first.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    for (let made = 0; made < 12; made++) await create(first.client);
    await first.settle();
    await first.close();
    const count = receiver.received.length;
    const second = await startSandbox({ file });
    await second.settle();
    expect(receiver.received).toHaveLength(count);
    expect((await second.client.webhookEndpoints.list()).data[0]?.circuit).toBe("open");
  });
});

describe("an endpoint that does nothing but fail", () => {
  test("is disabled after five days, with an event that it is not sent itself", async () => {
    const { sandbox, client, receiver, look } = await begin({ enabled_events: ["*"] }, () => 500);
    const other = await startReceiver();
    await client.webhookEndpoints.create({ url: other.url, enabled_events: ["webhook.*"] });
    await create(client);
    await sandbox.clock.advance(4 * day);
    expect((await look()).status).toBe("enabled");
    expect(other.received.map(({ event }) => event.type)).toEqual(["webhook.delivery.exhausted"]);
    await create(client);
    await sandbox.clock.advance(2 * day);
    expect(await look()).toMatchObject({ status: "disabled", disabled_reason: "failing" });
    expect(other.received.map(({ event }) => event.type)).toEqual([
      "webhook.delivery.exhausted",
      "webhook.endpoint.disabled",
    ]);
    expect(receiver.received.every(({ event }) => event.type === "payment.created")).toBe(true);
  });

  test("stays enabled when one delivery in between succeeds", async () => {
    const { sandbox, client, receiver, look } = await begin({}, () => 500);
    await create(client);
    await sandbox.clock.advance(3 * day);
    receiver.behave(({ event }) => (event.seq === 2 ? 200 : 500));
    await create(client);
    await sandbox.settle();
    await create(client);
    await sandbox.clock.advance(4 * day);
    expect((await look()).status).toBe("enabled");
  });
});

describe("dead letters", () => {
  test("are listed, redriven one by one or all at once, and told of by an event", async () => {
    const { sandbox, client, receiver } = await begin({}, () => 500);
    for (let made = 0; made < 3; made++) await create(client);
    await sandbox.clock.advance(4 * day);
    const letters = (await client.webhookDeadLetters.list()).data;
    expect(letters).toHaveLength(3);
    expect((await eventTypesOf(client)).filter((type) => type === "webhook.delivery.exhausted")).toHaveLength(3);
    receiver.behave(() => 200);
    expect(await client.webhookDeadLetters.redrive(letters[0]!.id)).toMatchObject({ status: "pending" });
    await sandbox.settle();
    expect(await codeOf(client.webhookDeadLetters.redrive(letters[0]!.id))).toBe("state_conflict");
    expect(await client.webhookDeadLetters.redriveAll()).toMatchObject({ object: "redrive", count: 2 });
    await sandbox.settle();
    expect((await client.webhookDeadLetters.list()).data).toEqual([]);
    expect((await client.webhookDeliveries.list()).data).toMatchObject(
      Array.from({ length: 3 }, () => ({ status: "succeeded", attempt_count: 11 })),
    );
  });

  test("begin their whole schedule anew", async () => {
    const { sandbox, client, receiver } = await begin({}, () => 500);
    await create(client);
    await sandbox.clock.advance(4 * day);
    receiver.received.length = 0;
    // One success in between, so that the endpoint is not given up.
    receiver.behave(({ event }) => (event.seq > 1 ? 200 : 500));
    await create(client);
    await client.webhookDeadLetters.redriveAll();
    await sandbox.clock.advance(4 * day);
    expect(receiver.received.filter(({ event }) => event.seq === 1)).toHaveLength(10);
  });

  test("cannot be made of what has ended, nor redriven to an endpoint that is disabled", async () => {
    const { sandbox, client, endpoint } = await begin();
    await create(client);
    await sandbox.settle();
    const [delivery] = (await client.webhookDeliveries.list()).data;
    expect(await codeOf(client.webhookDeliveries.abandon(delivery!.id))).toBe("state_conflict");
    await client.webhookEndpoints.update(endpoint.id, { status: "disabled" });
    expect(await codeOf(client.webhookDeadLetters.redriveAll({ endpoint: endpoint.id }))).toBe("state_conflict");
    expect(await codeOf(client.webhookDeadLetters.redriveAll({ endpoint: "we_nope" }))).toBe("resource_missing");
  });
});
