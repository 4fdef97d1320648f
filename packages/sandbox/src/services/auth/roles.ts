import { roleScopes, type Scope } from "@micro/sdk/contract";

import type { Principal } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";

const accountScopes: readonly Scope[] = roleScopes.owner;

/** Throws unless the caller holds the scope: a key by its list, a session by its user's role. */
export function assertHolds({ kind, scopes }: Principal, scope: Scope): void {
  if (kind === "session" && !accountScopes.includes(scope)) throw new DomainError("api_key_required");
  if (!scopes || scopes.includes(scope)) return;
  if (kind === "session") throw new DomainError("role_insufficient");
  throw new DomainError("scope_missing", { message: `This operation needs the scope '${scope}'.` });
}
