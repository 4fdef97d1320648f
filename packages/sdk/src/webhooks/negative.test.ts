import { createHmac } from "node:crypto";

import { Webhook } from "standardwebhooks";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { sign, signAsStripe, verify, WebhookVerificationError, type WebhookVerificationReason } from "./index.ts";

const key = Buffer.alloc(32, 1);
const secret = `whsec_${key.toString("base64")}`;
const other = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
const seed = Buffer.alloc(32, 3);
const keyPair = `whsk_${seed.toString("base64")}`;
const now = 1_800_000_000;
const body = '{"id":"evt_1","type":"payment.created","data":{"object":{"amount":2000}}}';
const good = () => sign({ secret, id: "evt_1", timestamp: now, payload: body });
const signature = good()["webhook-signature"];
const signedByPair = sign({ secret: keyPair, id: "evt_1", timestamp: now, payload: body });
const hmac = (text: string, by: string | Buffer = key, encoding: "base64" | "hex" = "base64") =>
  createHmac("sha256", by).update(text).digest(encoding);

type Headers = Record<string, string>;
interface Case {
  headers?: Headers;
  body?: string;
  secret?: string;
  at?: number;
  reason: WebhookVerificationReason;
}
const withSignature = (value: string): Headers => ({ ...good(), "webhook-signature": value });

/** Everything that must not pass, with what is said of it. */
const cases: Record<string, Case> = {
  "another secret": { secret: other, reason: "signature_mismatch" },
  "the key as text": {
    headers: withSignature(`v1,${hmac(`evt_1.${now}.${body}`, secret)}`),
    reason: "signature_mismatch",
  },
  "the encoded key as text": {
    headers: withSignature(`v1,${hmac(`evt_1.${now}.${body}`, key.toString("base64"))}`),
    reason: "signature_mismatch",
  },
  "a signature in hex": {
    headers: withSignature(`v1,${hmac(`evt_1.${now}.${body}`, key, "hex")}`),
    reason: "signature_mismatch",
  },
  "a signature of the body alone": { headers: withSignature(`v1,${hmac(body)}`), reason: "signature_mismatch" },
  "a signature without the id": {
    headers: withSignature(`v1,${hmac(`${now}.${body}`)}`),
    reason: "signature_mismatch",
  },
  "a signature without the time": {
    headers: withSignature(`v1,${hmac(`evt_1.${body}`)}`),
    reason: "signature_mismatch",
  },
  "a signature without a body": { headers: withSignature(`v1,${hmac(`evt_1.${now}.`)}`), reason: "signature_mismatch" },
  "SHA-1": {
    headers: withSignature(`v1,${createHmac("sha1", key).update(`evt_1.${now}.${body}`).digest("base64")}`),
    reason: "signature_mismatch",
  },
  "SHA-512": {
    headers: withSignature(`v1,${createHmac("sha512", key).update(`evt_1.${now}.${body}`).digest("base64")}`),
    reason: "signature_mismatch",
  },
  "a changed amount": { body: body.replace("2000", "9000"), reason: "signature_mismatch" },
  "a space more": { body: `${body} `, reason: "signature_mismatch" },
  "a space less": { body: body.slice(0, -1), reason: "signature_mismatch" },
  "a line break more": { body: `${body}\n`, reason: "signature_mismatch" },
  "a byte order mark": { body: `\uFEFF${body}`, reason: "signature_mismatch" },
  "the same JSON in another form": { body: JSON.stringify(JSON.parse(body), null, 1), reason: "signature_mismatch" },
  "no body": { body: "", reason: "signature_mismatch" },
  "another id": { headers: { ...good(), "webhook-id": "evt_2" }, reason: "signature_mismatch" },
  "a dot moved from the id to the time": {
    headers: { ...good(), "webhook-id": `evt_1.${now}`, "webhook-timestamp": String(now) },
    reason: "signature_mismatch",
  },
  "a second later": { headers: { ...good(), "webhook-timestamp": String(now + 1) }, reason: "signature_mismatch" },
  "a second earlier": { headers: { ...good(), "webhook-timestamp": String(now - 1) }, reason: "signature_mismatch" },
  "a leading zero in the time": {
    headers: { ...good(), "webhook-timestamp": `0${now}` },
    reason: "signature_mismatch",
  },
  "301 seconds of age": { at: now + 301, reason: "timestamp_too_old" },
  "a day of age": { at: now + 86_400, reason: "timestamp_too_old" },
  "301 seconds ahead": { at: now - 301, reason: "timestamp_too_new" },
  "milliseconds instead of seconds": {
    headers: sign({ secret, id: "evt_1", timestamp: now * 100, payload: body }),
    reason: "timestamp_too_new",
  },
  "a time that is no number": { headers: { ...good(), "webhook-timestamp": "now" }, reason: "malformed_header" },
  "a negative time": { headers: { ...good(), "webhook-timestamp": `-${now}` }, reason: "malformed_header" },
  "a time with a fraction": { headers: { ...good(), "webhook-timestamp": `${now}.5` }, reason: "malformed_header" },
  "a time in hexadecimal": { headers: { ...good(), "webhook-timestamp": "0x6b49d200" }, reason: "malformed_header" },
  "a time of more digits than any": {
    headers: { ...good(), "webhook-timestamp": "9".repeat(400) },
    reason: "malformed_header",
  },
  "a time with a space": { headers: { ...good(), "webhook-timestamp": ` ${now}` }, reason: "malformed_header" },
  "no id": { headers: { ...good(), "webhook-id": "" }, reason: "missing_header" },
  "no time": { headers: { ...good(), "webhook-timestamp": "" }, reason: "missing_header" },
  "no signature": { headers: withSignature(""), reason: "missing_header" },
  "a signature without a version": { headers: withSignature(signature.slice(3)), reason: "malformed_header" },
  "an unknown version": { headers: withSignature(signature.replace("v1", "v2")), reason: "malformed_header" },
  "a version in capitals": { headers: withSignature(signature.replace("v1", "V1")), reason: "malformed_header" },
  "only a version": { headers: withSignature("v1,"), reason: "signature_mismatch" },
  "a signature that is cut off": { headers: withSignature(signature.slice(0, -4)), reason: "signature_mismatch" },
  "a signature without its padding": {
    headers: withSignature(signature.replace(/=+$/, "")),
    reason: "signature_mismatch",
  },
  "one letter changed": { headers: withSignature(signature.replace(/.(?=.$)/, "!")), reason: "signature_mismatch" },
  "commas instead of spaces": { headers: withSignature(`v1,AAAA,${signature}`), reason: "signature_mismatch" },
  "a shared signature called asymmetric": {
    headers: withSignature(signature.replace("v1", "v1a")),
    reason: "signature_mismatch",
  },
  "an asymmetric signature for a shared secret": {
    headers: signedByPair,
    reason: "signature_mismatch",
  },
  "another's public key": {
    headers: signedByPair,
    secret: `whpk_${Buffer.alloc(32, 9).toString("base64")}`,
    reason: "signature_mismatch",
  },
  "an asymmetric signature with something behind it": {
    headers: withSignature(`${signedByPair["webhook-signature"]}!`),
    secret: keyPair,
    reason: "signature_mismatch",
  },
  "a secret in another alphabet of base64": {
    secret: `whsec_${Buffer.alloc(32, 251).toString("base64url")}=`,
    reason: "secret_malformed",
  },
  "Stripe's signature by another secret": {
    headers: signAsStripe({ secret: other, timestamp: now, payload: body }),
    reason: "signature_mismatch",
  },
  "Stripe's signature by the decoded key": {
    headers: { "stripe-signature": `t=${now},v1=${hmac(`${now}.${body}`, key, "hex")}` },
    reason: "signature_mismatch",
  },
  "Stripe's signature of old": {
    headers: signAsStripe({ secret, timestamp: now - 301, payload: body }),
    reason: "timestamp_too_old",
  },
  "Stripe's signature without a time": { headers: { "stripe-signature": "v1=abc" }, reason: "malformed_header" },
  "Stripe's signature of an old scheme": {
    headers: { "stripe-signature": `t=${now},v0=abc` },
    reason: "malformed_header",
  },
};

describe("a webhook is refused for", () => {
  test("more than forty reasons", () => {
    expect(Object.keys(cases).length).toBeGreaterThanOrEqual(40);
  });

  test.each(Object.entries(cases))(
    "%s",
    (_, { headers = good(), body: received = body, secret: by = secret, at = now, reason }) => {
      let said: unknown = "accepted";
      try {
        verify(received, headers, by, { now: at });
      } catch (error) {
        said = error instanceof WebhookVerificationError ? error.reason : error;
      }
      expect(said).toBe(reason);
    },
  );

  // The official package reads times as loosely as `parseInt` does, and knows shared secrets only.
  const shared = Object.entries(cases).filter(
    ([name, { headers, secret: by, reason }]) =>
      !/^wh[ps]k_/.test(by ?? "") &&
      headers?.["stripe-signature"] === undefined &&
      reason !== "malformed_header" &&
      name !== "a leading zero in the time",
  );
  test.each(shared)(
    "%s by the official package, too",
    (_, { headers = good(), body: received = body, secret: by = secret, at = now }) => {
      vi.useFakeTimers({ now: at * 1000 });
      onTestFinished(() => void vi.useRealTimers());
      expect(() => new Webhook(by).verify(received, headers)).toThrow();
    },
  );

  test("nothing, when nothing is wrong, by the official package at that time", () => {
    vi.useFakeTimers({ now: now * 1000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(new Webhook(secret).verify(body, good())).toEqual(JSON.parse(body));
  });
});
