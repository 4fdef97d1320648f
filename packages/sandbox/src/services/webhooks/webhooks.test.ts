import { attemptErrors, type Client, type EventType } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf } from "../../../test/support/look.ts";
import { startReceiver, type Behaviour } from "../../../test/support/receiver.ts";
import { frozenAt, startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";

const pay = (client: Client) =>
  client.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "tok_visa", confirm: true });

/** A sandbox with one endpoint at a receiver. */
async function begin(behaviour?: Behaviour, enabledEvents: string[] = ["payment.succeeded"]) {
  const sandbox = await startSandbox();
  const receiver = await startReceiver(behaviour);
  const { client } = sandbox;
  const endpoint = await client.webhookEndpoints.create({ url: receiver.url, enabled_events: enabledEvents });
  const deliveries = async () => (await client.webhookDeliveries.list({ limit: 100 })).data;
  const attempts = async () => (await client.webhookAttempts.list({ limit: 100 })).data;
  return { sandbox, receiver, client, endpoint, deliveries, attempts };
}

describe("an endpoint", () => {
  test("shows its secret once, and hears of everything by default", async () => {
    const { client } = await startSandbox();
    const created = await client.webhookEndpoints.create({ url: "http://127.0.0.1:9/hook" });
    const { secret, ...endpoint } = created;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(endpoint).toMatchObject({ enabled_events: ["*"], status: "enabled", description: null, created: frozenAt });
    expect(await client.webhookEndpoints.get(endpoint.id)).toEqual(endpoint);
    expect((await client.webhookEndpoints.list()).data).toEqual([endpoint]);
    expect((await client.webhookEndpoints.list({ status: "disabled" })).data).toEqual([]);
  });

  test.each([
    "nope",
    "ftp://127.0.0.1/x",
    "http://user:secret@127.0.0.1/",
    "javascript:alert(1)",
    "http://",
    "//host/path",
  ])("cannot be at %s", async (url) => {
    const { client } = await startSandbox();
    const failure = await failureOf(client.webhookEndpoints.create({ url }));
    expect(failure).toMatchObject({ status: 400, code: "url_not_allowed", param: "url" });
    expect((await client.webhookEndpoints.list()).data).toEqual([]);
  });

  test.each<[EventType, boolean]>([
    ["payment.succeeded", true],
    ["payment.created", true],
    ["charge.succeeded", false],
    ["transaction.recorded", false],
  ])("for payment.* is sent %s: %s", async (type, sent) => {
    const { sandbox, client, receiver } = await begin(undefined, ["payment.*"]);
    await pay(client);
    await sandbox.settle();
    expect(receiver.received.some(({ event }) => event.type === type)).toBe(sent);
    expect(receiver.received).toHaveLength(2);
  });

  test("hears each event once, in the bytes of the API, with how many wait for it", async () => {
    const { sandbox, client, receiver, deliveries } = await begin(undefined, ["payment.*", "*", "payment.succeeded"]);
    await pay(client);
    await sandbox.settle();
    const { data: events } = await client.events.list();
    expect(receiver.received.map(({ event }) => event.id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    for (const { body, event } of receiver.received) {
      expect(body).toBe(JSON.stringify(await client.events.get(event.id)));
    }
    expect(events.every(({ pending_webhooks: pending }) => pending === 1)).toBe(true);
    expect(
      (await deliveries()).every(({ status, attempt_count }) => status === "succeeded" && attempt_count === 1),
    ).toBe(true);
  });

  test.each([
    ["loopback", "http://10.0.0.1/"],
    ["loopback", "http://169.254.169.254/latest/meta-data"],
    ["loopback", "http://[::ffff:10.0.0.1]/"],
    ["loopback", "http://0.0.0.0:1/"],
    ["loopback", "http://167772161/"],
    ["public", "http://127.0.0.1:3000/webhook"],
    ["public", "http://localhost:3000/webhook"],
  ] as const)("of a sandbox that sends to %s only is not at %s", async (egress, url) => {
    const { client } = await startSandbox({ egress });
    const failure = await failureOf(client.webhookEndpoints.create({ url }));
    expect(failure).toMatchObject({ status: 400, code: "url_not_allowed", param: "url" });
    expect((await client.webhookEndpoints.list()).data).toEqual([]);
    const { id } = await client.webhookEndpoints.create({ url: "http://hooks.example/" });
    expect(await failureOf(client.webhookEndpoints.update(id, { url }))).toMatchObject({ code: "url_not_allowed" });
    expect((await client.webhookEndpoints.get(id)).url).toBe("http://hooks.example/");
  });

  test("at an address that is allowed no longer gets nothing", async () => {
    const file = temporaryFile();
    const before = await startSandbox({ file, egressAllow: ["10.0.0.0/8"] });
    await before.client.webhookEndpoints.create({ url: "http://10.0.0.1/", enabled_events: ["payment.succeeded"] });
    await before.close();
    const { client, settle } = await startSandbox({ file });
    await pay(client);
    await settle();
    const { data } = await client.webhookAttempts.list();
    expect(data).toMatchObject([{ error: "url_not_allowed", status_code: null }]);
  });
});

describe("an attempt", () => {
  test.each([
    [200, "succeeded", null],
    [204, "succeeded", null],
    [299, "succeeded", null],
    [301, "pending", "redirect"],
    [304, "pending", "redirect"],
    [400, "pending", "status"],
    [429, "pending", "status"],
    [500, "pending", "status"],
    [503, "pending", "status"],
  ] as const)("that is answered with %i leaves the delivery %s", async (status, left, error) => {
    const { sandbox, client, deliveries, attempts, receiver } = await begin(() => status);
    await pay(client);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ status: left, attempt_count: 1, event_type: "payment.succeeded" }]);
    const [attempt] = await attempts();
    expect(attempt).toMatchObject({
      status_code: status,
      error,
      error_message: null,
      source: "endpoint",
      response_body: status === 204 || status === 304 ? "" : `answered ${status}`,
      created: frozenAt,
    });
    expect(attempt?.request_headers).toMatchObject({
      "webhook-id": receiver.received[0]?.event.id,
      "webhook-timestamp": String(frozenAt),
      "webhook-signature": receiver.received[0]?.headers["webhook-signature"],
    });
  });

  test("does not follow a redirect", async () => {
    const elsewhere = await startReceiver();
    const { sandbox, client } = await begin((_, __, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
      return undefined;
    });
    await pay(client);
    await sandbox.settle();
    expect(elsewhere.received).toEqual([]);
  });

  test("keeps the first 20 kB of the answer", async () => {
    const { sandbox, client, attempts } = await begin((_, __, response) => {
      response.writeHead(200).end("x".repeat(500_000));
      return undefined;
    });
    await pay(client);
    await sandbox.settle();
    expect((await attempts())[0]).toMatchObject({ status_code: 200, response_body: "x".repeat(20 * 1024) });
  });

  test("at a receiver that hangs up is a reset connection, and at none at all a refused one", async () => {
    const { sandbox, client, receiver, attempts } = await begin((_, __, response) => {
      response.socket?.destroy();
      return undefined;
    });
    await pay(client);
    await sandbox.settle();
    expect((await attempts())[0]).toMatchObject({ error: "connection_reset", status_code: null });
    await receiver.stop();
    await pay(client);
    await sandbox.settle();
    expect((await attempts())[0]).toMatchObject({ error: "connection_refused", status_code: null });
    expect(attemptErrors).toContain("connection_refused");
  });
});

describe("a delivery that fails", () => {
  test("is attempted ten times by the schedule, then given up", async () => {
    const { sandbox, client, receiver, deliveries } = await begin(() => 500);
    await pay(client);
    await sandbox.settle();
    const [delivery] = await deliveries();
    const waits: number[] = [];
    for (let round = 1; round < 10; round++) {
      const { next_attempt_at: due } = await client.webhookDeliveries.get(delivery!.id);
      waits.push(due! - sandbox.clock.now());
      await sandbox.clock.advance(due! - sandbox.clock.now() - 1);
      expect(receiver.received).toHaveLength(round);
      await sandbox.clock.advance(1);
      expect(receiver.received).toHaveLength(round + 1);
    }
    for (const [index, hours] of [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(Math.floor(hours * 3600 * 0.8));
      expect(waits[index]).toBeLessThanOrEqual(Math.ceil(hours * 3600 * 1.2));
    }
    expect(await deliveries()).toMatchObject([{ status: "failed", attempt_count: 10, next_attempt_at: null }]);
    await sandbox.clock.advance(30 * 24 * 3600);
    expect(receiver.received).toHaveLength(10);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  test("does not hold up another event's or another endpoint's", async () => {
    const { sandbox, client, receiver } = await begin((_, index) => (index === 0 ? 500 : 200));
    const other = await startReceiver();
    await client.webhookEndpoints.create({ url: other.url, enabled_events: ["payment.succeeded"] });
    await pay(client);
    await pay(client);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(2);
    expect(other.received).toHaveLength(2);
    await sandbox.clock.advance(10);
    expect(receiver.received).toHaveLength(3);
    expect(other.received).toHaveLength(2);
  });

  test.each([
    ["8", 8, 8],
    ["3600", 10, 10],
    ["0", 5, 6],
    ["-5", 4, 6],
    ["soon", 4, 6],
    [new Date((frozenAt + 9) * 1000).toUTCString(), 9, 9],
  ])("and asks by Retry-After %s waits from %i to %i seconds", async (retryAfter, least, most) => {
    const { sandbox, client, deliveries } = await begin((_, __, response) => {
      response.writeHead(503, { "retry-after": retryAfter }).end();
      return undefined;
    });
    await pay(client);
    await sandbox.settle();
    const [delivery] = await deliveries();
    expect(delivery!.next_attempt_at! - frozenAt).toBeGreaterThanOrEqual(least);
    expect(delivery!.next_attempt_at! - frozenAt).toBeLessThanOrEqual(most);
  });

  test("can be retried at once by hand, also when it was given up or has succeeded", async () => {
    const { sandbox, client, receiver, deliveries } = await begin(() => 500);
    await pay(client);
    await sandbox.clock.advance(4 * 24 * 3600);
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: "failed", attempt_count: 10 });
    expect(await client.webhookDeliveries.retry(delivery!.id)).toMatchObject({ status: "pending" });
    await sandbox.settle();
    expect(await deliveries()).toMatchObject([{ status: "failed", attempt_count: 11 }]);
    receiver.behave(() => 200);
    await client.webhookDeliveries.retry(delivery!.id);
    await sandbox.settle();
    expect(await deliveries()).toMatchObject([{ status: "succeeded", attempt_count: 12 }]);
    await client.webhookDeliveries.retry(delivery!.id);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(13);
    expect(await codeOf(client.webhookDeliveries.retry("del_nope"))).toBe("resource_missing");
  });
});

describe("a delivery that is given up while an attempt is under way", () => {
  /** Begins with one attempt under way, which `answer` ends; later ones are answered 200. */
  const beginUnderWay = async (ordered: boolean, events: number) => {
    let answer: (status: number) => void = () => {};
    const begun = await begin((_, index, response) => {
      if (index > 0) return 200;
      answer = (status) => response.writeHead(status).end();
      return undefined;
    });
    const { client, endpoint, receiver, deliveries } = begun;
    await client.webhookEndpoints.update(endpoint.id, { ordered });
    for (let count = 0; count < events; count++) await pay(client);
    await receiver.expectCount(1);
    const [id] = (await deliveries()).map((delivery) => delivery.id).toReversed();
    return { ...begun, id: id!, answer: (status: number) => answer(status) };
  };
  const exhausted = async (client: Client) =>
    (await eventTypesOf(client)).filter((type) => type === "webhook.delivery.exhausted").length;

  test.each([
    [500, "status"],
    [200, null],
  ])("stays so when that is answered with %i, and the attempt is kept", async (status, error) => {
    const { sandbox, client, receiver, deliveries, attempts, answer, id } = await beginUnderWay(false, 1);
    expect(await client.webhookDeliveries.abandon(id)).toMatchObject({ status: "failed", attempt_count: 0 });
    answer(status);
    await sandbox.settle();
    expect(await attempts()).toMatchObject([{ delivery: id, status_code: status, error }]);
    expect(await deliveries()).toMatchObject([{ status: "failed", attempt_count: 1, next_attempt_at: null }]);
    await sandbox.clock.advance(24 * 3600);
    expect(receiver.received).toHaveLength(1);
    expect(await exhausted(client)).toBe(1);
  });

  test("leaves those after it at an ordered endpoint in their order", async () => {
    const { sandbox, client, receiver, deliveries, answer, id } = await beginUnderWay(true, 3);
    await client.webhookDeliveries.abandon(id);
    answer(500);
    await sandbox.settle();
    await sandbox.clock.advance(24 * 3600);
    const sequence = receiver.received.map(({ event }) => event.seq);
    expect(sequence).toEqual(sequence.toSorted((a, b) => a - b));
    expect((await deliveries()).map(({ status }) => status)).toEqual(["succeeded", "succeeded", "failed"]);
    expect(await exhausted(client)).toBe(1);
  });

  test("and opened again is attempted once more, and ends as that attempt says", async () => {
    const { sandbox, client, receiver, deliveries, answer, id } = await beginUnderWay(false, 1);
    await client.webhookDeliveries.abandon(id);
    await client.webhookDeliveries.retry(id);
    answer(500);
    await sandbox.settle();
    await sandbox.clock.advance(24 * 3600);
    expect(receiver.received).toHaveLength(2);
    expect(await deliveries()).toMatchObject([{ status: "succeeded", attempt_count: 2, next_attempt_at: null }]);
  });
});

test("a retry of a delivery while an attempt at it is under way leaves one job, on the schedule of that attempt", async () => {
  let answer = () => {};
  const { sandbox, client, receiver, deliveries } = await begin((_, index, response) => {
    if (index > 0) return 200;
    answer = () => response.writeHead(500).end();
    return undefined;
  });
  await pay(client);
  await receiver.expectCount(1);
  const [delivery] = await deliveries();
  await client.webhookDeliveries.retry(delivery!.id);
  expect(receiver.received).toHaveLength(1);
  answer();
  await sandbox.settle();
  expect(await deliveries()).toMatchObject([{ status: "pending", attempt_count: 1 }]);
  await sandbox.clock.advance(24 * 3600);
  expect(receiver.received).toHaveLength(2);
  expect(await deliveries()).toMatchObject([{ status: "succeeded", attempt_count: 2, next_attempt_at: null }]);
});

describe("an endpoint that answers 410", () => {
  test("is disabled, with an event that others hear of, and is sent nothing more", async () => {
    const { sandbox, client, endpoint, receiver, deliveries } = await begin(() => 410, ["*"]);
    const other = await startReceiver();
    await client.webhookEndpoints.create({ url: other.url, enabled_events: ["webhook.endpoint.disabled"] });
    await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    await sandbox.settle();
    expect((await client.webhookEndpoints.get(endpoint.id)).status).toBe("disabled");
    expect(await eventTypesOf(client)).toEqual([
      "payment.created",
      "webhook.endpoint.disabled",
      "webhook.delivery.exhausted",
    ]);
    expect(other.received.map(({ event }) => event.type)).toEqual(["webhook.endpoint.disabled"]);
    expect(other.received[0]?.event.data.object).toMatchObject({ id: endpoint.id, status: "disabled" });

    await pay(client);
    await sandbox.clock.advance(24 * 3600);
    expect(receiver.received).toHaveLength(1);
    expect((await deliveries()).filter(({ endpoint: id }) => id === endpoint.id)).toMatchObject([
      { status: "failed", attempt_count: 1, next_attempt_at: null },
    ]);
    expect((await eventTypesOf(client)).filter((type) => type === "webhook.endpoint.disabled")).toHaveLength(1);
  });

  test("to many deliveries at once is disabled once", async () => {
    const { sandbox, client } = await begin(() => 410, ["payment.created"]);
    await Promise.all(
      Array.from({ length: 20 }, () => client.paymentIntents.create({ amount: 2000, currency: "usd" })),
    );
    await sandbox.settle();
    expect((await eventTypesOf(client)).filter((type) => type === "webhook.endpoint.disabled")).toHaveLength(1);
  });
});

describe("a disabled endpoint", () => {
  test("holds what was open to it, and receives it once it is enabled again", async () => {
    const { sandbox, client, endpoint, receiver, deliveries } = await begin(() => 500);
    await pay(client);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(1);
    await client.webhookEndpoints.update(endpoint.id, { status: "disabled" });
    expect(await eventTypesOf(client)).toContain("webhook.endpoint.disabled");
    await pay(client);
    await sandbox.clock.advance(7 * 24 * 3600);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ status: "pending", attempt_count: 1 }]);
    const [delivery] = await deliveries();
    expect(await failureOf(client.webhookDeliveries.retry(delivery!.id))).toMatchObject({
      status: 409,
      code: "state_conflict",
    });

    receiver.behave(() => 200);
    await client.webhookEndpoints.update(endpoint.id, { status: "enabled" });
    await sandbox.settle();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
    expect(await deliveries()).toMatchObject([{ status: "succeeded", attempt_count: 2 }]);
  });

  test("that was disabled already raises no second event", async () => {
    const { client, endpoint } = await begin();
    for (const status of ["disabled", "disabled", "enabled", "enabled"] as const) {
      await client.webhookEndpoints.update(endpoint.id, { status });
    }
    expect(await eventTypesOf(client)).toEqual(["webhook.endpoint.disabled"]);
  });
});

describe("a change of an endpoint", () => {
  test("moves what is still open to the new URL", async () => {
    const { sandbox, client, endpoint, receiver } = await begin(() => 500);
    const moved = await startReceiver();
    await pay(client);
    await sandbox.settle();
    await client.webhookEndpoints.update(endpoint.id, { url: moved.url, description: "Moved" });
    await sandbox.clock.advance(10);
    expect([receiver.received.length, moved.received.length]).toEqual([1, 1]);
    expect(await client.webhookEndpoints.get(endpoint.id)).toMatchObject({ url: moved.url, description: "Moved" });
  });

  test("to nothing it may not be is refused and leaves it", async () => {
    const { client, endpoint } = await begin();
    const before = await client.webhookEndpoints.get(endpoint.id);
    for (const input of [
      { url: "nope" },
      { enabled_events: ["nope"] },
      { url: "http://127.0.0.1:1/", enabled_events: ["nope"] },
    ]) {
      await failureOf(client.webhookEndpoints.update(endpoint.id, input));
    }
    expect(await client.webhookEndpoints.get(endpoint.id)).toEqual(before);
  });
});

describe("a deleted endpoint", () => {
  test("receives nothing more, and what was open to it is dropped", async () => {
    const { sandbox, client, endpoint, receiver, deliveries } = await begin(() => 500);
    await pay(client);
    await sandbox.settle();
    expect(await client.webhookEndpoints.delete(endpoint.id)).toMatchObject({ id: endpoint.id, deleted: true });
    await pay(client);
    await sandbox.clock.advance(7 * 24 * 3600);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries()).toEqual([]);
    for (const call of [
      client.webhookEndpoints.get(endpoint.id),
      client.webhookEndpoints.update(endpoint.id, { status: "enabled" }),
      client.webhookEndpoints.delete(endpoint.id),
    ]) {
      expect(await codeOf(call)).toBe("resource_missing");
    }
  });

  test("while an attempt is under way stays deleted", async () => {
    let answer = () => {};
    const { sandbox, client, endpoint, receiver, deliveries } = await begin((_, __, response) => {
      answer = () => response.writeHead(500).end();
      return undefined;
    });
    await pay(client);
    await receiver.expectCount(1);
    await client.webhookEndpoints.delete(endpoint.id);
    answer();
    await sandbox.settle();
    await sandbox.clock.advance(24 * 3600);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries()).toEqual([]);
  });
});

describe("a listener's report", () => {
  test("is kept as an attempt without a delivery", async () => {
    const { client } = await startSandbox();
    await pay(client);
    const { data: events } = await client.events.list({ type: "payment.succeeded" });
    const event = events[0]!.id;
    const attempt = await client.webhookAttempts.create({
      event,
      url: "http://localhost:3000/x",
      status_code: 200,
      latency_ms: 12,
    });
    expect(attempt).toMatchObject({ source: "listener", delivery: null, event, status_code: 200, error: null });
    expect((await client.webhookAttempts.list({ event })).data).toEqual([attempt]);
    const unknown = client.webhookAttempts.create({ event: "evt_nope", url: "http://localhost:3000/x", latency_ms: 1 });
    expect(await failureOf(unknown)).toMatchObject({ status: 404, code: "resource_missing", param: "event" });
  });
});
