import type { InputOf, Operations, User } from "@micro/sdk/contract";

import type { AnonymousContext, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { recordAudit } from "./audit.ts";
import { parseMailToken } from "./mail-token.ts";
import { getRealm } from "./open-account.ts";
import { hashPassword } from "./password.ts";
import { denyDevicesOf, findUser, revokeSessionsOf, updatePassword } from "./store.ts";
import { toUser } from "./user.ts";

/** Sets a new password with the token of a mail. The token dies with the password that it replaces. */
export async function resetPassword({ platform, now }: Preparation, input: InputOf<Operations["auth.reset_password"]>) {
  const token = parseMailToken(platform.secrets, "password_reset", input.token, now);
  if (!token) throw new DomainError("mail_token_invalid", { param: "token" });
  const salt = platform.random.fork(`salt:${platform.ids("user")}`).bytes(16);
  const passwordHash = await hashPassword(input.password, salt);

  return async (ctx: AnonymousContext): Promise<User> => {
    const user = await ctx.tx.first(findUser, { id: token.user });
    if (user?.credential_version !== token.version) throw new DomainError("mail_token_invalid", { param: "token" });
    const { id, account } = user;
    await ctx.tx.run(updatePassword, { id, password_hash: passwordHash });
    await ctx.tx.run(denyDevicesOf, { user_id: id });
    await ctx.tx.run(revokeSessionsOf, { user_id: id, keep: "", revoked_at: ctx.now });
    const realm = await getRealm(ctx, account, "test");
    await recordEvent(ctx, "password.reset", toUser(user), { account, mode: "test", realm });
    await recordAudit(ctx, "password.reset", { account, actor: id, target: id });
    return toUser(user);
  };
}
