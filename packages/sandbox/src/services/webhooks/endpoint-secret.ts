import { createPrivateKey, createPublicKey } from "node:crypto";

import type { Secrets } from "../../platform/secrets.ts";
import type { EndpointRow } from "./tables.ts";

type Keyed = Pick<EndpointRow, "id" | "secret_generation" | "signing">;

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const privateKeyHead = Buffer.from("302e020100300506032b657004220420", "hex");

/** The secret that signs for an endpoint. It derives from the sandbox's own and is stored nowhere. */
export function endpointSecret(secrets: Secrets, row: Keyed): string {
  const seed = seedOf(secrets, row);
  if (row.signing !== "ed25519") return `whsec_${seed.toString("base64")}`;
  return `whsk_${Buffer.concat([seed, publicKeyOf(seed)]).toString("base64")}`;
}

/** What verifies an endpoint's signatures when it has a key pair. */
export function endpointPublicKey(secrets: Secrets, row: Keyed): string | null {
  return row.signing === "ed25519" ? `whpk_${publicKeyOf(seedOf(secrets, row)).toString("base64")}` : null;
}

/** All secrets that sign now, the newest first: a roll leaves the one before valid for a while. */
export function signingSecrets(
  secrets: Secrets,
  row: Keyed & Pick<EndpointRow, "previous_secret_until">,
  nowSeconds: number,
): string[] {
  const current = endpointSecret(secrets, row);
  if (row.previous_secret_until === null || row.previous_secret_until <= nowSeconds) return [current];
  return [current, endpointSecret(secrets, { ...row, secret_generation: row.secret_generation - 1 })];
}

const seedOf = (secrets: Secrets, { id, secret_generation: generation }: Keyed) =>
  secrets.derive(`webhook:${id}:${generation}`);

function publicKeyOf(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([privateKeyHead, seed]), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}
