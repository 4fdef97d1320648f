import type { User } from "@micro/sdk/contract";

import type { AnonymousContext, Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { parseMailToken } from "./mail-token.ts";
import { requestMail } from "./mail.ts";
import { getSelf } from "./me.ts";
import { findUser, verifyEmailOf } from "./store.ts";
import { toUser } from "./user.ts";

/** Asks for a mail with a link that proves one's address. */
export async function requestVerification(ctx: Context) {
  await requestMail(ctx, "email_verification", await getSelf(ctx));
  return { object: "accepted" as const };
}

/** Takes the proof of an address. A second proof changes nothing. */
export async function verifyEmail(ctx: AnonymousContext, input: { token: string }): Promise<User> {
  const token = parseMailToken(ctx.platform.secrets, "email_verification", input.token, ctx.now);
  const user = token && (await ctx.tx.first(findUser, { id: token.user }));
  if (!user) throw new DomainError("mail_token_invalid", { param: "token" });
  if (user.email_verified_at !== null) return toUser(user);
  await ctx.tx.run(verifyEmailOf, { id: user.id, at: ctx.now });
  await recordAudit(ctx, "user.email_verified", { account: user.account, actor: user.id, target: user.id });
  return toUser({ ...user, email_verified_at: ctx.now });
}
