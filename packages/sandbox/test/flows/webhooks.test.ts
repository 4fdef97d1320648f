import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";

import { eventsOf } from "../support/look.ts";
import { startReceiver, type Received } from "../support/receiver.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";

const headersOf = ({ headers }: Received) => ({
  "webhook-id": String(headers["webhook-id"]),
  "webhook-timestamp": String(headers["webhook-timestamp"]),
  "webhook-signature": String(headers["webhook-signature"]),
});

describe("a payment that succeeds", () => {
  // The official verifier compares with the wall's clock, so the sandbox's runs with it.
  const paid = async () => {
    const sandbox = await startSandbox({ frozenAt: undefined });
    const receiver = await startReceiver();
    const { client } = sandbox;
    const endpoint = await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.succeeded"] });
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd", description: "Zoë 🦓" });
    const intent = await client.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
    await receiver.expectCount(1);
    return { sandbox, endpoint, intent, received: receiver.received[0]! };
  };

  test("reaches the receiver, and the official verifier accepts it", async () => {
    const { received, endpoint, intent, sandbox } = await paid();
    const verified = new Webhook(endpoint.secret).verify(received.body, headersOf(received));
    expect(verified).toMatchObject({ type: "payment.succeeded", data: { object: intent } });
    expect(verified).toEqual(await sandbox.client.events.get(received.event.id));
    expect(received.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(received.headers["webhook-id"]).toBe(received.event.id);
  });

  test("is refused by the official verifier once it is tampered with, too old, or for another secret", async () => {
    const { received, endpoint } = await paid();
    const other = await startSandbox({ seed: "other" });
    const { secret } = await other.client.webhookEndpoints.create({ url: "http://127.0.0.1:9/" });
    const headers = headersOf(received);
    const verify = (body: string, changed: Partial<typeof headers> = {}, key = endpoint.secret) =>
      new Webhook(key).verify(body, { ...headers, ...changed });
    const ago = (seconds: number) => String(Number(headers["webhook-timestamp"]) - seconds);

    expect(() => verify(received.body)).not.toThrow();
    expect(() => verify(received.body.replace("2000", "2001"))).toThrow("No matching signature");
    expect(() => verify(`${received.body} `)).toThrow("No matching signature");
    expect(() => verify(received.body, { "webhook-id": "evt_other" })).toThrow("No matching signature");
    expect(() => verify(received.body, { "webhook-timestamp": ago(1) })).toThrow("No matching signature");
    expect(() => verify(received.body, { "webhook-timestamp": ago(3600) })).toThrow("too old");
    expect(() => verify(received.body, {}, secret)).toThrow("No matching signature");
  });

  test("leaves one balanced transaction whose reference is the charge", async () => {
    const { sandbox, intent } = await paid();
    const { data } = await sandbox.client.ledgerTransactions.list();
    expect(data).toMatchObject([{ reference_id: intent.latest_charge }]);
    expect(data[0]?.entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect((await sandbox.client.ledger.trialBalance()).balanced).toBe(true);
  });
});

describe("a receiver that is down", () => {
  test("gets the event once it is up and the clock is stepped to the next attempt", async () => {
    const sandbox = await startSandbox();
    const down = await startReceiver();
    await down.stop();
    const { client } = sandbox;
    await client.webhookEndpoints.create({ url: down.url, enabled_events: ["payment.succeeded"] });
    const card = { payment_method: "tok_visa", confirm: true };
    const intent = await client.paymentIntents.create({ amount: 2000, currency: "usd", ...card });
    await sandbox.settle();
    expect((await client.webhookDeliveries.list()).data).toMatchObject([{ status: "pending", attempt_count: 1 }]);

    const up = await startReceiver(undefined, down.port);
    expect(up.received).toEqual([]);
    await sandbox.clock.advance(10);
    expect(up.received.map(({ event }) => event.data.object)).toEqual([intent]);
    expect((await client.webhookDeliveries.list()).data).toMatchObject([{ status: "succeeded", attempt_count: 2 }]);
    const { data: attempts } = await client.webhookAttempts.list();
    expect(attempts.map(({ error, status_code }) => [error, status_code])).toEqual([
      [null, 200],
      ["connection_refused", null],
    ]);
    await sandbox.clock.advance(7 * 24 * 3600);
    expect(up.received).toHaveLength(1);
  });

  test("gets it by the wall's clock, too", async () => {
    const sandbox = await startSandbox({ frozenAt: undefined });
    const receiver = await startReceiver((_, index) => (index === 0 ? 500 : 200));
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    await receiver.expectCount(2);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  });

  test("gets it from the next sandbox on the same file", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const receiver = await startReceiver(() => 500);
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    await sandbox.settle();
    await sandbox.close();
    receiver.behave(() => 200);
    const next = await startSandbox({ file });
    await next.settle();
    expect(receiver.received).toHaveLength(1);
    await next.clock.advance(10);
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  });
});

test("three hundred payments at once are each delivered once, and nothing is left to do", async () => {
  const sandbox = await startSandbox();
  const receiver = await startReceiver();
  const { client } = sandbox;
  await client.webhookEndpoints.create({ url: receiver.url });
  const card = { payment_method: "tok_visa", confirm: true };
  await Promise.all(
    Array.from({ length: 300 }, () => client.paymentIntents.create({ amount: 2000, currency: "usd", ...card })),
  );
  await sandbox.settle();
  const events = await eventsOf(client);
  expect(events).toHaveLength(1200);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(receiver.received.map(({ event }) => event.id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
  expect((await client.webhookDeliveries.list({ status: "pending" })).data).toEqual([]);
});
