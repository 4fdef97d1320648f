import type { Mode } from "@micro/sdk/contract";

import type { Platform, Preparation, Principal } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { equalDigests } from "../../platform/secrets.ts";
import { formatApiKey, readApiKey } from "./api-key-format.ts";
import { findPlatformOf, isConnected } from "./connected-account.ts";
import { findRealmOwner } from "./store.ts";

const label = "publishable-key";
const digestBytes = 20;

interface Place {
  mode: Mode;
  realm: number;
}

/**
 * The key by which payers' pages act for one account in one mode. It is derived, so that nothing is stored and it is the same
 * at every start, and carries its realm, so that it is verified without a look-up: it ends with it, after a digest.
 */
export function publishableKeyOf({ secrets }: Pick<Platform, "secrets">, { mode, realm }: Place): string {
  const bytes = Buffer.alloc(digestBytes + 4);
  bytes.write(secrets.digest(label, `${mode}:${realm}`), 0, digestBytes, "hex");
  bytes.writeUInt32BE(realm, digestBytes);
  return formatApiKey("pk", mode, bytes);
}

/** Who a publishable key stands for: any payer of its account and mode. */
export async function verifyPublishableKey(
  { db, platform }: Omit<Preparation, "principal">,
  key: string,
): Promise<Principal> {
  const parts = readApiKey(key);
  if (!parts) throw new DomainError("api_key_malformed");
  const { mode, bytes } = parts;
  const realm = bytes.readUInt32BE(digestBytes);
  if (!equalDigests(key, publishableKeyOf(platform, { mode, realm }))) throw new DomainError("api_key_invalid");
  const owner = await db.read(async (reader) => {
    const found = await reader.first(findRealmOwner, { realm });
    // An account that was parted from its platform has ended.
    const hasEnded = found && isConnected(found) && (await findPlatformOf(reader, realm)) === undefined;
    return hasEnded ? undefined : found;
  });
  if (owner?.mode !== mode) throw new DomainError("api_key_invalid");
  const { account } = owner;
  return { account, mode, realm, credential: key, kind: "publishable_key", user: null, scopes: [] };
}
