import type { InputOf, Operations, Role, User } from "@micro/sdk/contract";

import type { AnonymousContext, Preparation, Principal } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { recordAudit } from "./audit.ts";
import { requestMail } from "./mail.ts";
import { getRealm, openAccount } from "./open-account.ts";
import { hashPassword } from "./password.ts";
import { assertHolds } from "./roles.ts";
import { findUserByEmail, insertUser } from "./store.ts";
import { toUser } from "./user.ts";

type Input = InputOf<Operations["auth.register"]>;

/**
 * Registers a user. Called with credentials that may manage members, the user joins the caller's account, as a developer
 * by default; without, the user gets an account of their own.
 */
export async function register({ platform, principal }: Preparation, input: Input) {
  const role = chooseRole(principal, input.role);
  const passwordHash = await hashPassword(
    input.password,
    platform.random.fork(`salt:${platform.ids("user")}`).bytes(16),
  );

  return async (ctx: AnonymousContext): Promise<User> => {
    const email = input.email.toLowerCase();
    if (await ctx.tx.first(findUserByEmail, { email })) throw new DomainError("email_taken", { param: "email" });
    const account = ctx.principal?.account ?? (await openAccount(ctx));
    const mode = ctx.principal?.mode ?? "test";
    const row = {
      id: platform.ids("user"),
      account,
      email,
      name: input.name ?? null,
      role,
      password_hash: passwordHash,
      credential_version: 1,
      email_verified_at: null,
      settings: "{}",
      created: ctx.now,
    };
    await ctx.tx.run(insertUser, row);
    const user = toUser({ ...row, n: 0 });
    await recordEvent(ctx, "user.registered", user, { account, mode, realm: await getRealm(ctx, account, mode) });
    await recordAudit(ctx, "user.registered", {
      account,
      actor: ctx.principal ? (ctx.principal.user ?? ctx.principal.credential) : user.id,
      target: user.id,
      details: { role },
    });
    if (platform.policy.verifyEmail) await requestMail(ctx, "email_verification", { ...row, n: 0 });
    return user;
  };
}

function chooseRole(principal: Principal | null, role: Role | undefined): Role {
  if (principal) {
    assertHolds(principal, "members:write");
    return role ?? "developer";
  }
  if (role !== undefined && role !== "owner") {
    throw new DomainError("parameter_invalid", { message: "Whoever opens an account is its owner.", param: "role" });
  }
  return "owner";
}
