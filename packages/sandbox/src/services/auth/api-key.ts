import type { ApiKey, Scope } from "@micro/sdk/contract";

import type { Context, Principal } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { findApiKey } from "./store.ts";
import type { ApiKeyRow } from "./tables.ts";

/** The key as the API shows it, without its secret. */
export function toApiKey(row: ApiKeyRow, lastUsedAt: number | null = null): ApiKey {
  return {
    id: row.id,
    object: "api_key",
    name: row.name,
    environment: row.mode,
    truncated_key: row.truncated_key,
    scopes: parseScopes(row.scopes),
    created: row.created,
    expires_at: row.expires_at,
    revoked_at: row.revoked_at,
    last_used_at: lastUsedAt,
    rolled_to: row.rolled_to,
  };
}

/** The scopes of a stored key; null means all. */
export function parseScopes(json: string | null): Scope[] | null {
  // `createApiKey` is the only writer, and its input was checked against the list of scopes.
  return json === null ? null : (JSON.parse(json) as Scope[]);
}

/** A key that the caller may change: of the account, and for a key of its own mode and no wider than itself. */
export async function getOwnApiKey({ tx, principal }: Context, id: string): Promise<ApiKeyRow> {
  const row = await tx.first(findApiKey, { id, account: principal.account });
  if (!row || (principal.kind === "api_key" && row.mode !== principal.mode)) throw resourceMissing("API key", id);
  assertCovers(principal, parseScopes(row.scopes));
  return row;
}

/** Throws unless a key holds all of the scopes itself: nobody makes a key that may do more. */
export function assertCovers({ kind, scopes: held }: Principal, scopes: readonly Scope[] | null): void {
  if (kind !== "api_key" || held === null) return;
  const beyond = scopes?.find((scope) => !held.includes(scope));
  if (scopes !== null && beyond === undefined) return;
  throw new DomainError("scope_missing", {
    message: `This key may not act on a key with ${beyond === undefined ? "all scopes" : `the scope '${beyond}'`}.`,
  });
}
