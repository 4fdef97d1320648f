import type { InputOf, Operations, Session } from "@micro/sdk/contract";

import type { AnonymousContext, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { recordAudit } from "./audit.ts";
import { toSession } from "./open-session.ts";
import { findSession, findUser, revokeSession, rotateSession } from "./store.ts";
import { formatRefreshToken, parseRefreshToken, signToken } from "./token.ts";

/**
 * Exchanges a refresh token for the next one. The one before is good for a while longer and answers the same next one,
 * for processes that refresh at once; any older one ends the session, since two parties hold its tokens.
 */
export async function refresh(preparation: Preparation, input: InputOf<Operations["auth.refresh"]>) {
  const { db, platform } = preparation;
  const claimed = parseRefreshToken(platform.secrets, input.refresh_token);
  if (!claimed) throw new DomainError("refresh_token_invalid");
  const user = await db.read(async (reader) => {
    const session = await reader.first(findSession, { id: claimed.session });
    return session && reader.first(findUser, { id: session.user_id });
  });
  if (!user) throw new DomainError("refresh_token_invalid");
  const token = await signToken(preparation, user, claimed.session);

  return async (ctx: AnonymousContext): Promise<Session | DomainError> => {
    const { tx, now } = ctx;
    const session = await tx.first(findSession, { id: claimed.session });
    if (!session || session.revoked_at !== null || session.expires_at <= now) {
      throw new DomainError("refresh_token_invalid");
    }
    const current = claimed.generation === session.generation;
    const inGrace =
      claimed.generation === session.generation - 1 && now - session.rotated_at <= limits.refreshGraceSeconds;
    if (!current && !inGrace) {
      await tx.run(revokeSession, { id: session.id, revoked_at: now });
      await recordAudit(ctx, "session.reuse_detected", {
        account: session.account,
        actor: session.user_id,
        target: session.id,
      });
      // Returned, not thrown: the revocation stands.
      return new DomainError("refresh_token_invalid");
    }
    if (current) await tx.run(rotateSession, { id: session.id, rotated_at: now });
    const generation = current ? session.generation + 1 : session.generation;
    const refreshToken = formatRefreshToken(platform.secrets, session.id, generation);
    return toSession({ id: session.id, token, refreshToken, user });
  };
}
