import type { Platform, Preparation, Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { isApiKey } from "./api-key-format.ts";
import { parseScopes } from "./api-key.ts";
import { findKnownKey, rememberKey } from "./known-keys.ts";
import { apiKeyDigest } from "./store-api-key.ts";
import { findApiKeyByDigest } from "./store.ts";
import type { ApiKeyRow } from "./tables.ts";

/** Who an API key stands for. A key whose checksum does not fit is refused before any look-up. */
export async function verifyApiKey(
  { db, platform, now }: Omit<Preparation, "principal">,
  key: string,
): Promise<Principal> {
  const row = findKnownKey(platform, key) ?? (await readKey(db, platform, key));
  if (!row) throw new DomainError("api_key_invalid");
  if (row.revoked_at !== null) throw new DomainError("api_key_revoked");
  if (row.expires_at !== null && row.expires_at <= now) throw new DomainError("api_key_expired");
  return principalOfKey(row);
}

/** Whom a key acts as. */
export const principalOfKey = ({ id, account, mode, realm, scopes }: ApiKeyRow): Principal => ({
  account,
  mode,
  realm,
  credential: id,
  kind: "api_key",
  user: null,
  scopes: parseScopes(scopes),
});

function readKey(db: Database, platform: Platform, key: string): Promise<ApiKeyRow | undefined> {
  if (!isApiKey(key)) throw new DomainError("api_key_malformed");
  const digest = platform.secrets.digest(apiKeyDigest, key);
  return db.read(async (reader) => {
    const row = await reader.first(findApiKeyByDigest, { digest });
    if (row?.revoked_at === null) rememberKey(platform, key, row);
    return row;
  });
}
