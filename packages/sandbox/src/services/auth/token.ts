import { roleScopes } from "@micro/sdk/contract";
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";

import type { Preparation, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { equalDigests, type Secrets } from "../../platform/secrets.ts";
import { getRealm } from "./open-account.ts";
import { findPublicKey, getSigningKey } from "./signing-key.ts";
import { findSession, findUser } from "./store.ts";
import type { SessionRow, UserRow } from "./tables.ts";

const issuer = "micro";
const audience = "micro-api";

/** Signs the token of a session. */
export async function signToken(
  preparation: Preparation,
  user: Pick<UserRow, "id" | "email" | "role">,
  sessionId: string,
): Promise<string> {
  const { kid, privateKey } = await getSigningKey(preparation);
  return new SignJWT({ userId: user.id, email: user.email, role: user.role, sessionId })
    .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
    .setSubject(user.id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(preparation.now)
    .setExpirationTime(preparation.now + limits.tokenLifetimeSeconds)
    .sign(privateKey);
}

/** Who a token stands for, as long as it and its session live. */
export async function verifyToken({ db, now }: Pick<Preparation, "db" | "now">, token: string): Promise<Principal> {
  const sessionId = await readToken(db, now, token);
  return db.read(async (tx) => {
    const session = await tx.first(findSession, { id: sessionId });
    if (!session || session.revoked_at !== null) throw new DomainError("token_invalid");
    if (session.expires_at <= now) throw new DomainError("token_expired");
    const principal = await principalOfSession(tx, session);
    if (!principal) throw new DomainError("token_invalid");
    return principal;
  });
}

/** Whom a session acts as; undefined once its user is gone. */
export async function principalOfSession(
  reader: Reader,
  { id, account, user_id: userId }: SessionRow,
): Promise<Principal | undefined> {
  const user = await reader.first(findUser, { id: userId });
  return (
    user && {
      account,
      mode: "test",
      realm: await getRealm({ tx: reader }, account, "test"),
      credential: id,
      kind: "session",
      user: user.id,
      // The role of now, not the one of when the token was signed.
      scopes: roleScopes[user.role],
    }
  );
}

async function readToken(db: Preparation["db"], now: number, token: string): Promise<string> {
  try {
    const { kid } = decodeProtectedHeader(token);
    const key = kid === undefined ? undefined : await findPublicKey(db, kid, now);
    if (!key) throw new DomainError("token_invalid");
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["RS256"],
      issuer,
      audience,
      currentDate: new Date(now * 1000),
    });
    if (typeof payload["sessionId"] !== "string") throw new DomainError("token_invalid");
    return payload["sessionId"];
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError(cause instanceof errors.JWTExpired ? "token_expired" : "token_invalid", { cause });
  }
}

/** Writes the refresh token of a session's generation; it can be made again, so it need not be stored. */
export function formatRefreshToken(secrets: Secrets, session: string, generation: number): string {
  return `rt_${session}_${generation}_${secrets.digest("refresh-token", `${session}.${generation}`)}`;
}

/** Which session and generation a refresh token belongs to, if it is genuine. */
export function parseRefreshToken(
  secrets: Secrets,
  token: string,
): { session: string; generation: number } | undefined {
  const parts = /^rt_(ses_[0-9A-Za-z]{24})_(\d{1,9})_[0-9a-f]{64}$/.exec(token);
  if (!parts?.[1] || !parts[2]) return undefined;
  const [session, generation] = [parts[1], Number(parts[2])];
  return equalDigests(token, formatRefreshToken(secrets, session, generation)) ? { session, generation } : undefined;
}
