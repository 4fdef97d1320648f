import type { Session } from "@micro/sdk/contract";

import type { AnonymousContext } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import { recordAudit } from "./audit.ts";
import { insertSession } from "./store.ts";
import type { UserRow } from "./tables.ts";
import { formatRefreshToken } from "./token.ts";
import { toUser } from "./user.ts";

const firstGeneration = 1;

/** Begins a session whose token is already signed. `by` says how the user was recognised. */
export async function openSession(
  ctx: AnonymousContext,
  user: UserRow,
  { id, token, by }: { id: string; token: string; by: "password" | "device" },
): Promise<Session> {
  const { tx, now, platform } = ctx;
  await tx.run(insertSession, {
    id,
    account: user.account,
    user_id: user.id,
    generation: firstGeneration,
    rotated_at: now,
    expires_at: now + limits.sessionLifetimeSeconds,
    created: now,
  });
  await recordAudit(ctx, "session.created", { account: user.account, actor: user.id, target: id, details: { by } });
  return toSession({ id, token, refreshToken: formatRefreshToken(platform.secrets, id, firstGeneration), user });
}

/** The session as the API shows it to the one who has it. */
export function toSession(parts: { id: string; token: string; refreshToken: string; user: UserRow }): Session {
  return {
    object: "session",
    id: parts.id,
    token: parts.token,
    refresh_token: parts.refreshToken,
    expires_in: limits.tokenLifetimeSeconds,
    user: toUser(parts.user),
  };
}
