import type { Context } from "../../platform/context.ts";
import { truncateApiKey } from "./api-key-format.ts";
import { forgetKnownKeys } from "./known-keys.ts";
import { insertApiKey } from "./store.ts";
import type { ApiKeyRow } from "./tables.ts";

/** The label under which keys are digested. */
export const apiKeyDigest = "api-key";

/** Stores a key's digest with what the key may do. */
export async function storeApiKey(
  { tx, platform, now }: Pick<Context, "tx" | "platform" | "now">,
  key: string,
  fields: Pick<ApiKeyRow, "account" | "mode" | "realm" | "name" | "scopes" | "expires_at">,
): Promise<ApiKeyRow> {
  const row = {
    id: platform.ids("apiKey"),
    ...fields,
    digest: platform.secrets.digest(apiKeyDigest, key),
    truncated_key: truncateApiKey(key),
    created: now,
  };
  await tx.run(insertApiKey, row);
  // A reset begins with the default key: whatever was known before is gone.
  tx.onCommit(() => forgetKnownKeys(platform));
  return { ...row, n: 0, revoked_at: null, rolled_to: null };
}
