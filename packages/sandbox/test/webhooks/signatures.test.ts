import { createPublicKey, verify as verifyBytes } from "node:crypto";

import type { AnyEvent, InputOf, Operations } from "@micro/sdk";
import { verify } from "@micro/sdk/webhooks";
import { Webhook } from "standardwebhooks";
import { Stripe } from "stripe";
import { Webhook as Svix } from "svix";
import { describe, expect, test } from "vitest";

import { startReceiver, type Received } from "../support/receiver.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

type Options = Omit<InputOf<Operations["webhook_endpoints.create"]>, "url">;

/** An endpoint at a receiver, by the clock of the wall: the official packages know no other. */
async function begin(options: Options = {}) {
  const sandbox = await startSandbox({ frozenAt: undefined });
  const receiver = await startReceiver();
  const endpoint = await sandbox.client.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ["payment.created"],
    ...options,
  });
  const deliver = async (): Promise<Received> => {
    const before = receiver.received.length;
    await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd", description: "Zoë 🦓" });
    await receiver.expectCount(before + 1);
    return receiver.received.at(-1)!;
  };
  return { sandbox, client: sandbox.client, receiver, endpoint, deliver };
}

const headersOf = ({ headers }: Received) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

describe("what is sent verifies with the official package of", () => {
  test("Standard Webhooks", async () => {
    const { endpoint, deliver } = await begin();
    const received = await deliver();
    expect(new Webhook(endpoint.secret).verify(received.body, headersOf(received))).toEqual(received.event);
    expect(received.headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  test("Svix", async () => {
    const { endpoint, deliver } = await begin();
    const received = await deliver();
    const verifyBody = (body: string) => new Svix(endpoint.secret).verify(body, headersOf(received));
    expect(() => verifyBody(received.body)).not.toThrow();
    expect(() => verifyBody(`${received.body} `)).toThrow("No matching signature found");
  });

  test("Stripe, for endpoints that sign as Stripe does", async () => {
    const { endpoint, deliver } = await begin({ signing: "stripe" });
    const { body, headers, event } = await deliver();
    expect(headers["webhook-signature"]).toBeUndefined();
    const signature = String(headers["stripe-signature"]);
    const constructed: unknown = Stripe.webhooks.constructEvent(body, signature, endpoint.secret);
    expect(constructed).toEqual(event);
    expect(() => Stripe.webhooks.constructEvent(`${body} `, signature, endpoint.secret)).toThrow(/signature/i);
    expect(verify(body, headers, endpoint.secret)).toEqual(event);
  });
});

test("an endpoint with a key pair is signed by Ed25519, which its public key proves to anyone", async () => {
  const { client, endpoint, deliver } = await begin({ signing: "ed25519" });
  expect(endpoint.secret).toMatch(/^whsk_/);
  const publicKey = endpoint.public_key!;
  expect((await client.webhookEndpoints.get(endpoint.id)).public_key).toBe(publicKey);
  const received = await deliver();
  const [version, signature = ""] = String(received.headers["webhook-signature"]).split(",");
  const content = `${received.event.id}.${String(received.headers["webhook-timestamp"])}.${received.body}`;
  const x = Buffer.from(publicKey.slice("whpk_".length), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  expect(version).toBe("v1a");
  expect(verifyBytes(null, Buffer.from(content), key, Buffer.from(signature, "base64"))).toBe(true);
  expect(verify(received.body, received.headers, publicKey)).toEqual(received.event);
});

describe("the time of an attempt", () => {
  test.each([{}, { signing: "stripe" } as const])(
    "is the wall's, so that receivers take what a clock sends that was moved on by days: %j",
    async (options) => {
      const { sandbox, client, endpoint, deliver } = await begin(options);
      await sandbox.clock.advance(40 * 24 * 3600);
      const received = await deliver();
      if (endpoint.signing === "stripe") {
        const signature = String(received.headers["stripe-signature"]);
        const constructed: unknown = Stripe.webhooks.constructEvent(received.body, signature, endpoint.secret);
        expect(constructed).toEqual(received.event);
      } else {
        expect(new Webhook(endpoint.secret).verify(received.body, headersOf(received))).toEqual(received.event);
      }
      const days = 24 * 3600;
      expect(received.event.created - Date.now() / 1000).toBeGreaterThan(39 * days);
      const [attempt] = (await client.webhookAttempts.list()).data;
      expect(attempt!.created - Date.now() / 1000).toBeGreaterThan(39 * days);
    },
  );

  test("is the sandbox's while its clock stands still, so that the same calls send the same bytes", async () => {
    const sandbox = await startSandbox();
    const receiver = await startReceiver();
    const { client } = sandbox;
    const endpoint = await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    await sandbox.clock.advance(3600);
    await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    await sandbox.settle();
    expect(receiver.received.map(({ headers }) => headers["webhook-timestamp"])).toEqual([
      String(frozenAt),
      String(frozenAt + 3600),
    ]);
    const received = receiver.received[1]!;
    expect(verify(received.body, received.headers, endpoint.secret, { now: frozenAt + 3600 })).toEqual(received.event);
    expect(() => new Webhook(endpoint.secret).verify(received.body, headersOf(received))).toThrow(/timestamp/i);
  });
});

describe("a rolled secret", () => {
  test("signs beside the one before for 24 hours, then alone", async () => {
    const { sandbox, client, endpoint, deliver } = await begin();
    const rolled = await client.webhookEndpoints.rollSecret(endpoint.id);
    expect(rolled).toMatchObject({ id: endpoint.id, secret_generation: 2 });
    expect(rolled.previous_secret_expires_at! - sandbox.clock.now()).toBeGreaterThan(24 * 3600 - 5);
    const during = await deliver();
    expect(String(during.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    for (const secret of [endpoint.secret, rolled.secret]) {
      expect(new Webhook(secret).verify(during.body, headersOf(during))).toEqual(during.event);
    }
    await sandbox.clock.advance(24 * 3600 + 1);
    const afterwards = await deliver();
    expect(verify(afterwards.body, afterwards.headers, rolled.secret)).toEqual(afterwards.event);
    expect(() => verify(afterwards.body, afterwards.headers, endpoint.secret)).toThrow("No signature fits");
    expect((await client.webhookEndpoints.get(endpoint.id)).previous_secret_expires_at).toBeNull();
  });

  test("may replace the one before at once, and both sign as Stripe does, too", async () => {
    const { client, endpoint, deliver } = await begin({ signing: "stripe" });
    const second = await client.webhookEndpoints.rollSecret(endpoint.id);
    const both = await deliver();
    const constructWith = (secret: string, { body, headers }: Received): unknown =>
      Stripe.webhooks.constructEvent(body, String(headers["stripe-signature"]), secret);
    for (const { secret } of [endpoint, second]) expect(constructWith(secret, both)).toEqual(both.event);
    const third = await client.webhookEndpoints.rollSecret(endpoint.id, { overlap_s: 0 });
    const one = await deliver();
    expect(constructWith(third.secret, one)).toEqual(one.event);
    expect(() => constructWith(second.secret, one)).toThrow(/signature/i);
  });
});

describe("an endpoint is sent", () => {
  test("the object's id only, when its payload is thin", async () => {
    const { client, endpoint, deliver } = await begin({ payload: "thin" });
    const received = await deliver();
    new Webhook(endpoint.secret).verify(received.body, headersOf(received));
    const event = await client.events.get(received.event.id);
    const { id, object } = event.data.object as { id: string; object?: string };
    expect(JSON.parse(received.body)).toEqual({ ...event, data: { object: { id, object } } });
  });

  test("a CloudEvent 1.0 in structured JSON", async () => {
    const { client, endpoint, deliver } = await begin({ payload: "cloudevents" });
    const received = await deliver();
    new Webhook(endpoint.secret).verify(received.body, headersOf(received));
    expect(received.headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
    const sent = JSON.parse(received.body) as Record<string, unknown>;
    const event: AnyEvent = await client.events.get(String(sent["id"]));
    expect(sent).toEqual({
      specversion: "1.0",
      id: event.id,
      source: `/accounts/${event.account}`,
      type: "payment.created",
      subject: event.type === "payment.created" ? event.data.object.id : "",
      time: new Date(event.created * 1000).toISOString(),
      datacontenttype: "application/json",
      dataschema: "/event_types/payment.created",
      sequence: String(event.seq),
      livemode: false,
      apiversion: event.api_version,
      data: event.data,
    });
    for (const name of Object.keys(sent)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  });

  test("its own headers with each delivery", async () => {
    const { deliver } = await begin({ headers: { "X-Team": "payments", authorization: "Basic eA==" } });
    expect((await deliver()).headers).toMatchObject({ "x-team": "payments", authorization: "Basic eA==" });
  });
});
