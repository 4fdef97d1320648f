import type { InputOf, Operations, Session } from "@micro/sdk/contract";

import type { AnonymousContext, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { openSession } from "./open-session.ts";
import { verifyPassword } from "./password.ts";
import { findUser, findUserByEmail } from "./store.ts";
import type { UserRow } from "./tables.ts";
import { signToken } from "./token.ts";

/** Begins a session. An unknown email and a wrong password answer alike, and take as long. */
export async function login(preparation: Preparation, input: InputOf<Operations["auth.login"]>) {
  const { db, platform } = preparation;
  const user = await db.read((reader) => reader.first(findUserByEmail, { email: input.email.toLowerCase() }));
  const correct = await verifyPassword(input.password, user?.password_hash ?? null);
  if (!user || !correct) return (ctx: AnonymousContext) => refuse(ctx, user);
  if (platform.policy.verifyEmail && user.email_verified_at === null) throw new DomainError("email_unverified");
  const id = platform.ids("session");
  const token = await signToken(preparation, user, id);

  return async (ctx: AnonymousContext): Promise<Session | DomainError> => {
    const current = await ctx.tx.first(findUser, { id: user.id });
    // The password was looked at before, and may have been replaced since, which ended all sessions.
    if (current?.credential_version !== user.credential_version) return refuse(ctx, current);
    return openSession(ctx, current, { id, token, by: "password" });
  };
}

/** Returned, not thrown: the entry in the audit log stands. */
async function refuse(ctx: AnonymousContext, user: UserRow | undefined): Promise<DomainError> {
  if (user) await recordAudit(ctx, "login.failed", { account: user.account, actor: null, target: user.id });
  return new DomainError("login_failed");
}
