import type { AnonymousContext } from "../../platform/context.ts";
import { recordAudit } from "./audit.ts";
import { requestMail } from "./mail.ts";
import { findUserByEmail } from "./store.ts";

/** Asks for a mail with a link to set a new password. An unknown address is answered alike. */
export async function forgotPassword(ctx: AnonymousContext, input: { email: string }) {
  const user = await ctx.tx.first(findUserByEmail, { email: input.email.toLowerCase() });
  await requestMail(ctx, "password_reset", user);
  if (user) {
    await recordAudit(ctx, "password.reset_requested", { account: user.account, actor: null, target: user.id });
  }
  return { object: "accepted" as const };
}
