import type { Operation } from "@micro/sdk/contract";

import type { Preparation, Principal } from "../platform/context.ts";
import { DomainError } from "../platform/errors.ts";
import {
  actFor,
  assertHolds,
  findVisitor,
  verifyApiKey,
  verifyClientSecret,
  verifyPublishableKey,
  verifyToken,
} from "../services/auth/index.ts";

/** Where a request can carry credentials. */
export interface CredentialHeaders {
  authorization?: string | undefined;
  apiKey?: string | undefined;
  /** The connected account that the caller, its platform, acts for. */
  actFor?: string | undefined;
  /** The cookie of somebody who looks at a page, in the place of a key: he acts as whoever let his browser in. */
  pageCookie?: string | undefined;
}

type Platform = Omit<Preparation, "principal">;

/** What is asked for, as far as it decides who may. */
export type Asked = Pick<Operation, "access" | "publishable">;

/** What asks for a key of any kind: whether it may do more is decided later. */
export const anyKey: Asked = { access: "any", publishable: { clientSecret: false, params: [] } };

/**
 * Who calls, and whether he may. Only credentials decide, never a parameter. `onKnown` hears of a caller who is known also
 * where he may not.
 */
export async function authenticate(
  platform: Platform,
  headers: CredentialHeaders,
  asked: Asked,
  onKnown: (principal: Principal) => void = () => {},
): Promise<Principal | null> {
  const { access } = asked;
  if (headers.pageCookie !== undefined) {
    const visitor = await findVisitor(platform, headers.pageCookie);
    if (!visitor) throw new DomainError("page_session_missing");
    onKnown(visitor);
    assertMay(visitor, asked);
    return visitor;
  }
  if (access === "none") assertNotPublishable(headers);
  const credential = access === "none" ? undefined : readCredential(headers);
  if (credential === undefined) {
    if (access === "none" || access === "optional") return null;
    throw new DomainError("credentials_missing");
  }
  if (access === "client_secret") return verifyClientSecret(platform, credential);
  const principal = await verify(platform, credential);
  onKnown(principal);
  assertMay(principal, asked);
  return headers.actFor === undefined ? principal : actFor(platform, principal, headers.actFor);
}

function verify(platform: Platform, credential: string): Promise<Principal> {
  if (isToken(credential)) return verifyToken(platform, credential);
  return (saysPublishable(credential) ? verifyPublishableKey : verifyApiKey)(platform, credential);
}

/** A publishable key is public: it opens nothing that a sandbox which asks everyone for a key keeps from strangers. */
function assertNotPublishable({ authorization, apiKey }: CredentialHeaders): void {
  const credential = isKnownScheme(authorization) ? readCredential({ authorization, apiKey }) : undefined;
  if (credential !== undefined && saysPublishable(credential)) throw new DomainError("secret_key_required");
}

/** Throws where the principal may not do what is asked for. */
export function assertMay(principal: Principal, { access, publishable }: Asked): void {
  if (principal.kind === "publishable_key") {
    if (publishable === undefined) throw new DomainError("secret_key_required");
    return;
  }
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

const isKnownScheme = (authorization: string | undefined) =>
  authorization === undefined || /^(?:bearer|basic) /i.test(authorization);

/** Whether a credential says that it is a publishable key. */
export const saysPublishable = (credential: string): boolean => credential.startsWith("pk_");

/** A JSON Web Token has three parts; an API key has no dot. */
const isToken = (credential: string) => credential.includes(".");
