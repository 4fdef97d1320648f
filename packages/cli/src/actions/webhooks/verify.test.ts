import { sign, signAsStripe } from "@micro/sdk/webhooks";
import { describe, expect, test } from "vitest";

import { verifyWebhook } from "./verify.ts";

const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const other = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
const now = 1_800_000_000;
const body = '{"id":"evt_1","type":"payment.created","data":{"object":{"amount":2000}}}';
const headers = (payload = body) => sign({ secret, id: "evt_1", timestamp: now, payload });

const judge = (
  received: string,
  options: { headers?: Record<string, string>; secret?: string; at?: number; sent?: string } = {},
) =>
  verifyWebhook({
    payload: Buffer.from(received),
    headers: options.headers ?? headers(),
    secret: options.secret ?? secret,
    now: options.at ?? now,
    findSent: async (id) => (id === "evt_1" ? options.sent : undefined),
  });

describe("a webhook that is not genuine", () => {
  test("has a wrong secret, when the body is what was sent", async () => {
    expect(await judge(body, { secret: other, sent: body })).toMatchObject({ genuine: false, reason: "wrong_secret" });
  });

  test("has an altered body, when the signature fits what was sent; and the place is named", async () => {
    const verdict = await judge(body.replace("2000", "9000"), { sent: body });
    expect(verdict).toMatchObject({ genuine: false, reason: "altered_body" });
    expect(verdict.difference).toMatch(/^at character 66: sent ".*2000.*", received ".*9000.*"$/);
  });

  test.each([
    ["with a line break more", `${body}\n`],
    ["written anew", JSON.stringify(JSON.parse(body), null, 2)],
    ["with a byte order mark", `\uFEFF${body}`],
  ])("has an altered body, which is seen without the sandbox when it was %s", async (_, received) => {
    expect(await judge(received)).toMatchObject({ genuine: false, reason: "altered_body" });
  });

  test("is too old or too new, and is said to be genuine otherwise", async () => {
    const old = await judge(body, { at: now + 301 });
    expect(old).toMatchObject({ genuine: false, reason: "timestamp_too_old" });
    expect(old.message).toMatch(/signature fits/);
    expect(await judge(body, { at: now - 301 })).toMatchObject({ reason: "timestamp_too_new" });
    expect((await judge(`${body} `, { at: now + 301 })).message).not.toMatch(/signature fits/);
  });

  test("may be either, when the sandbox knows no such event", async () => {
    expect(await judge(body, { secret: other })).toMatchObject({ genuine: false, reason: "signature_mismatch" });
  });

  test.each([
    ["thin", '{"id":"evt_1","object":"event","data":{"object":{"id":"pi_1","object":"payment_intent"}}}'],
    ["a CloudEvent", '{"specversion":"1.0","id":"evt_1","data":{"object":{"id":"pi_1","amount":2000}}}'],
    ["Stripe's", '{"id":"evt_1","object":"event","api_version":"x","data":{"object":{"id":"pi_1","amount":2000}}}'],
  ])("may be either, when the event is %s: the sandbox keeps another form of it", async (_, received) => {
    const verdict = await judge(received, { headers: headers(received), secret: other, sent: body });
    expect(verdict).toMatchObject({ genuine: false, reason: "signature_mismatch" });
    expect(await judge(received, { headers: headers(received) })).toMatchObject({ genuine: true });
  });

  test("lacks a header, or has a secret that is none", async () => {
    expect(await judge(body, { headers: {} })).toMatchObject({ reason: "missing_header" });
    expect(await judge(body, { secret: "whsec_short" })).toMatchObject({ reason: "secret_malformed" });
  });
});

test("a genuine webhook is said to be so, also when it is signed as Stripe does", async () => {
  expect(await judge(body)).toMatchObject({ genuine: true, reason: null });
  const stripe = signAsStripe({ secret, timestamp: now, payload: body });
  expect(await judge(body, { headers: stripe })).toMatchObject({ genuine: true });
  expect(await judge(body, { headers: stripe, secret: other, sent: body })).toMatchObject({ reason: "wrong_secret" });
});
