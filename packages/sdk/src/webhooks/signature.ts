import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from "node:crypto";

import { WebhookVerificationError } from "./verification-error.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 and in SPKI (RFC 8410). */
const derHeads = {
  private: Buffer.from("302e020100300506032b657004220420", "hex"),
  public: Buffer.from("302a300506032b6570032100", "hex"),
};

/** What signs or verifies. */
export interface WebhookKey {
  /** The version of the signatures: `v1` by a shared secret, `v1a` by a key pair. */
  version: "v1" | "v1a";
  /** The signature without its version, in base64; `undefined` for a key that only verifies. */
  sign(content: Buffer): string | undefined;
  /** Whether a signature, in base64, is of this content. */
  fits(content: Buffer, signature: string): boolean;
}

/**
 * Reads a secret of Standard Webhooks: a shared one (`whsec_` and 24 to 64 bytes in base64; the prefix may be left out), a
 * private key (`whsk_`) or a public key (`whpk_`).
 */
export function readKey(secret: string): WebhookKey {
  let key = keys.get(secret);
  if (!key) {
    key = parseKey(secret);
    if (keys.size >= keysMax) keys.clear();
    keys.set(secret, key);
  }
  return key;
}

/** Parsing a key takes longer than signing with it, and a process uses few. */
const keys = new Map<string, WebhookKey>();
const keysMax = 1000;

function parseKey(secret: string): WebhookKey {
  if (secret.startsWith("whsk_")) {
    const seed = decode(secret.slice(5), [32, 64]).subarray(0, 32);
    const key = createPrivateKey({ key: Buffer.concat([derHeads.private, seed]), format: "der", type: "pkcs8" });
    return keyPair(createPublicKey(key), key);
  }
  if (secret.startsWith("whpk_")) {
    const bytes = decode(secret.slice(5), [32, 32]);
    return keyPair(createPublicKey({ key: Buffer.concat([derHeads.public, bytes]), format: "der", type: "spki" }));
  }
  const key = createSecretKey(decode(secret.startsWith("whsec_") ? secret.slice(6) : secret, [24, 64]));
  const signed = (content: Buffer) => createHmac("sha256", key).update(content).digest("base64");
  return { version: "v1", sign: signed, fits: (content, signature) => isSame(signed(content), signature) };
}

/** What a signature stands for: id, timestamp and payload. */
export function signedContent(id: string, timestamp: string, payload: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(payload)]);
}

function keyPair(publicKey: KeyObject, privateKey?: KeyObject): WebhookKey {
  return {
    version: "v1a",
    sign: (content) => privateKey && sign(null, content, privateKey).toString("base64"),
    fits: (content, signature) =>
      base64.test(signature) && verify(null, content, publicKey, Buffer.from(signature, "base64")),
  };
}

function decode(encoded: string, [least, most]: readonly [number, number]): Buffer {
  const bytes = Buffer.from(encoded, "base64");
  if (base64.test(encoded) && bytes.length >= least && bytes.length <= most) return bytes;
  throw new WebhookVerificationError(
    "secret_malformed",
    "The signing secret is malformed: copy it whole, `whsec_` followed by 24 to 64 bytes in base64, or the key `whpk_…`.",
  );
}

/** Compares in constant time. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
