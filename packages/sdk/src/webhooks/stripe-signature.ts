import { createHmac } from "node:crypto";

import { readBody, readSecrets } from "./read-input.ts";
import { assertSeconds, type WebhookToSign } from "./sign.ts";
import { isSame } from "./signature.ts";
import { WebhookVerificationError } from "./verification-error.ts";

/** A webhook to be signed as Stripe does: without an id. */
export type StripeWebhookToSign = Omit<WebhookToSign, "id">;

/** The header that proves a webhook of Stripe. */
export type StripeHeaders = Record<"stripe-signature", string>;

/**
 * Signs a webhook as Stripe does (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 in hex over timestamp and
 * payload, keyed with the text of the whole secret, `whsec_` included. Throws a `WebhookVerificationError` of reason
 * `secret_malformed` for a key of a key pair, and a `RangeError` when the timestamp is not a whole number of seconds.
 */
export function signAsStripe({ secret, timestamp, payload }: StripeWebhookToSign): StripeHeaders {
  assertSeconds(timestamp);
  const seconds = String(timestamp);
  const secrets = readSecrets(secret);
  const body = readBody(payload);
  if (!secrets.every(isShared)) throw notShared();
  const signatures = secrets.map((one) => `v1=${stripeSignature(one, seconds, body)}`);
  return { "stripe-signature": [`t=${seconds}`, ...signatures].join(",") };
}

/**
 * The secrets that Stripe's scheme may be checked with. The sender chooses the scheme, so one whose text is public must
 * never become the key: with it everybody could sign.
 */
export function sharedSecrets(secrets: readonly string[]): string[] {
  const shared = secrets.filter(isShared);
  if (shared.length === 0 && secrets.length > 0) throw notShared();
  return shared;
}

/** Whether a text is one that only sender and receiver know: no half of a key pair, and not nothing. */
const isShared = (secret: string) => !/^\s*(?:wh[ps]k_|(?:whsec_)?\s*$)/i.test(secret);

const notShared = () =>
  new WebhookVerificationError(
    "secret_malformed",
    "Stripe's signatures are made with a shared secret: use `whsec_…`, not a key of a key pair.",
  );

/** The parts of a `Stripe-Signature`. */
export function readStripeSignature(header: string): { timestamp: string | undefined; signatures: string[] } {
  const parts = header.split(",").map((part) => part.trim().split("=", 2));
  const valuesOf = (name: string) => parts.filter(([key]) => key === name).map(([, value = ""]) => value);
  return { timestamp: valuesOf("t")[0], signatures: valuesOf("v1") };
}

/** Whether any of the signatures is by any of the secrets. */
export function fitsStripe({
  secrets,
  timestamp,
  payload,
  signatures,
}: {
  secrets: readonly string[];
  timestamp: string;
  payload: string | Uint8Array;
  signatures: readonly string[];
}): boolean {
  const expected = secrets.map((secret) => stripeSignature(secret, timestamp, payload));
  return signatures.filter((given) => expected.some((one) => isSame(one, given))).length > 0;
}

const stripeSignature = (secret: string, timestamp: string, payload: string | Uint8Array) =>
  createHmac("sha256", secret).update(`${timestamp}.`).update(payload).digest("hex");
