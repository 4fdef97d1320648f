import type { Access } from "@micro/sdk/contract";

import type { Preparation, Principal } from "../platform/context.ts";
import { DomainError } from "../platform/errors.ts";
import { actFor, assertHolds, verifyApiKey, verifyClientSecret, verifyToken } from "../services/auth/index.ts";

/** Where a request can carry credentials. */
export interface CredentialHeaders {
  authorization?: string | undefined;
  apiKey?: string | undefined;
  /** The connected account that the caller, its platform, acts for. */
  actFor?: string | undefined;
}

type Platform = Omit<Preparation, "principal">;

/**
 * Who calls, and whether he may. Only credentials decide, never a parameter. `onKnown` hears of a caller who is known also
 * where he may not.
 */
export async function authenticate(
  platform: Platform,
  headers: CredentialHeaders,
  access: Access,
  onKnown: (principal: Principal) => void = () => {},
): Promise<Principal | null> {
  const credential = access === "none" ? undefined : readCredential(headers);
  if (credential === undefined) {
    if (access === "none" || access === "optional") return null;
    throw new DomainError("credentials_missing");
  }
  if (access === "client_secret") return verifyClientSecret(platform, credential);
  const principal = await (isToken(credential)
    ? verifyToken(platform, credential)
    : verifyApiKey(platform, credential));
  onKnown(principal);
  assertMay(principal, access);
  return headers.actFor === undefined ? principal : actFor(platform, principal, headers.actFor);
}

/** Throws where the principal may not call an operation of this access. */
export function assertMay(principal: Principal, access: Access): void {
  if (access === "client_secret") {
    if (principal.kind !== "client_secret") throw new DomainError("client_secret_required");
    return;
  }
  if (access === "none" || access === "optional" || access === "any") return;
  if (access === "session") {
    if (principal.kind !== "session") throw new DomainError("session_required");
    return;
  }
  assertHolds(principal, access);
}

/** The key or token of `Authorization: Bearer`, of HTTP Basic as the user name, or of `X-Api-Key`. */
function readCredential({ authorization, apiKey }: CredentialHeaders): string | undefined {
  if (authorization === undefined) return apiKey;
  const [scheme = "", value = ""] = authorization.split(" ", 2);
  switch (scheme.toLowerCase()) {
    case "bearer":
      return value;
    case "basic":
      return Buffer.from(value, "base64").toString().split(":", 1)[0];
    default:
      throw new DomainError("credentials_missing", {
        message: `The authorization scheme '${scheme.slice(0, 20)}' is not known.`,
      });
  }
}

/** A JSON Web Token has three parts; an API key has no dot. */
const isToken = (credential: string) => credential.includes(".");
