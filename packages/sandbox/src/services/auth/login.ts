import type { InputOf, Operations, Session } from "@micro/sdk/contract";

import type { AnonymousContext, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { openSession } from "./open-session.ts";
import { verifyPassword } from "./password.ts";
import { findUserByEmail } from "./store.ts";
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
  return (ctx: AnonymousContext): Promise<Session> => openSession(ctx, user, { id, token, by: "password" });
}

/** Returned, not thrown: the entry in the audit log stands. */
async function refuse(ctx: AnonymousContext, user: UserRow | undefined): Promise<DomainError> {
  if (user) await recordAudit(ctx, "login.failed", { account: user.account, actor: null, target: user.id });
  return new DomainError("login_failed");
}
