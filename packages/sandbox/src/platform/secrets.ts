import { createHmac, createSecretKey, hash, timingSafeEqual } from "node:crypto";

/** Keys that derive from the sandbox's one secret; the secret itself never leaves the database. */
export interface Secrets {
  /** 32 bytes that only this sandbox can make, the same every time for the same label. */
  derive(label: string): Buffer;
  /** A keyed digest, in hex: a stored one tells nobody what it was made of. */
  digest(label: string, text: string): string;
}

/** Derives keys from the sandbox's secret. */
export function createSecrets(secret: Buffer): Secrets {
  // Node takes five times as long for a key that is bytes: at each use it finds out what they are.
  const root = createSecretKey(secret);
  const derived = new Map<string, Buffer>();
  const keyOf = (label: string) => {
    let key = derived.get(label);
    if (!key) {
      key = createHmac("sha256", root).update(label).digest();
      derived.set(label, key);
    }
    return key;
  };
  const prefixes = new Map<string, string>();
  const prefixOf = (label: string) => {
    let prefix = prefixes.get(label);
    if (prefix === undefined) {
      prefix = keyOf(`${label}:digest`).toString("hex");
      prefixes.set(label, prefix);
    }
    return prefix;
  };
  return {
    // A copy: what is handed out can be spoilt.
    derive: (label) => Buffer.from(keyOf(label)),
    // The key and then the text: nobody can go on from a digest of SHA-3 (FIPS 202), so it needs no HMAC, which is there for the
    // hashes of which one can, and hashes twice.
    digest: (label, text) => hash("sha3-256", prefixOf(label) + text),
  };
}

/** Compares two digests in constant time. */
export function equalDigests(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
