import { readBody, readSecrets } from "./read-input.ts";
import { readKey, signedContent } from "./signature.ts";
import { WebhookVerificationError } from "./verification-error.ts";

/** What is signed, and with what. */
export interface WebhookToSign {
  /** The secret (`whsec_…`), or several while one takes over from another: each gives a signature, in this order. */
  secret: string | readonly string[];
  /** Names the message: the same at every attempt. */
  id: string;
  /** When the attempt is made, in whole seconds since the epoch. */
  timestamp: number;
  /** The very body that is sent. */
  payload: string | Uint8Array;
}

/** The headers that prove a webhook. */
export type WebhookHeaders = Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>;

/**
 * Signs a webhook as Standard Webhooks 1.0.0 has it: `v1` by a shared secret, `v1a` by a private key (`whsk_`). Throws a
 * `WebhookVerificationError` of reason `secret_missing`, `secret_malformed` or `payload_parsed`, and a `RangeError` when the timestamp is not a whole number of
 * seconds.
 */
export function sign({ secret, id, timestamp, payload }: WebhookToSign): WebhookHeaders {
  assertSeconds(timestamp);
  const seconds = String(timestamp);
  const content = signedContent(id, seconds, readBody(payload));
  const signatures = readSecrets(secret).map((one) => {
    const key = readKey(one);
    const signature = key.sign(content);
    if (signature !== undefined) return `${key.version},${signature}`;
    throw new WebhookVerificationError("secret_malformed", "A public key verifies and does not sign: use `whsk_…`.");
  });
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signatures.join(" ") };
}

/** Refuses a timestamp that is not whole seconds. */
export function assertSeconds(timestamp: number): void {
  if (Number.isSafeInteger(timestamp) && timestamp >= 0) return;
  throw new RangeError(`The timestamp must be whole seconds since the epoch, not ${timestamp}.`);
}
