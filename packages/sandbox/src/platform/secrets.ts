import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** Keys that derive from the sandbox's one secret; the secret itself never leaves the database. */
export interface Secrets {
  /** 32 bytes that only this sandbox can make, the same every time for the same label. */
  derive(label: string): Buffer;
  /** A keyed digest, in hex: a stored one tells nobody what it was made of. */
  digest(label: string, text: string): string;
}

/** Derives keys from the sandbox's secret. */
export function createSecrets(secret: Buffer): Secrets {
  const derived = new Map<string, Buffer>();
  const keyOf = (label: string) => {
    let key = derived.get(label);
    if (!key) {
      key = createHmac("sha256", secret).update(label).digest();
      derived.set(label, key);
    }
    return key;
  };
  const keys = new Map<string, { inner: string; outer: string }>();
  const keysOf = (label: string) => {
    let pair = keys.get(label);
    if (!pair) {
      pair = { inner: keyOf(`${label}:inner`).toString("hex"), outer: keyOf(`${label}:outer`).toString("hex") };
      keys.set(label, pair);
    }
    return pair;
  };
  return {
    // A copy: what is handed out can be spoilt.
    derive: (label) => Buffer.from(keyOf(label)),
    // A hash in a hash, each with a key of its own, as HMAC is (RFC 2104) that takes three times as long to set up here.
    digest: (label, text) => {
      const { inner, outer } = keysOf(label);
      return hash("sha256", outer + hash("sha256", inner + text));
    },
  };
}

/** Compares two digests in constant time. */
export function equalDigests(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
