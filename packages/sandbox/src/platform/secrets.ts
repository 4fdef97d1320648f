import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";

/** Keys that derive from the sandbox's one secret; the secret itself never leaves the database. */
export interface Secrets {
  /** 32 bytes that only this sandbox can make, the same every time for the same label. */
  derive(label: string): Buffer;
  /** A keyed digest, in hex: a stored one tells nobody what it was made of. */
  digest(label: string, text: string): string;
}

/** Derives keys from the sandbox's secret. */
export function createSecrets(secret: Buffer): Secrets {
  // A key object: making one out of bytes at each use takes longer than the digest.
  const keys = new Map<string, KeyObject>();
  const keyOf = (label: string) => {
    let key = keys.get(label);
    if (!key) {
      key = createSecretKey(createHmac("sha256", secret).update(label).digest());
      keys.set(label, key);
    }
    return key;
  };
  return {
    derive: (label) => keyOf(label).export(),
    digest: (label, text) => createHmac("sha256", keyOf(label)).update(text).digest("hex"),
  };
}

/** Compares two digests in constant time. */
export function equalDigests(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
