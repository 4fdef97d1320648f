import type { InputOf, Operations, User } from "@micro/sdk/contract";

import type { Context, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { getSelf } from "./me.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { denyDevicesOf, findUser, revokeSessionsOf, updatePassword } from "./store.ts";
import { toUser } from "./user.ts";

/** Changes one's own password. All other sessions end. */
export async function changePassword(
  { db, platform, principal }: Preparation,
  input: InputOf<Operations["auth.change_password"]>,
) {
  const known = await db.read((reader) => reader.first(findUser, { id: principal?.user ?? "" }));
  const correct = await verifyPassword(input.current_password, known?.password_hash ?? null);
  if (!correct) throw new DomainError("login_failed", { message: "The current password is wrong." });
  const salt = platform.random.fork(`salt:${platform.ids("user")}`).bytes(16);
  const passwordHash = await hashPassword(input.password, salt);

  return async (ctx: Context): Promise<User> => {
    const user = await getSelf(ctx);
    // It was verified before the transaction, and may have been replaced since.
    if (user.credential_version !== known?.credential_version) throw new DomainError("lock_timeout");
    await ctx.tx.run(updatePassword, { id: user.id, password_hash: passwordHash });
    await ctx.tx.run(denyDevicesOf, { user_id: user.id });
    await ctx.tx.run(revokeSessionsOf, {
      user_id: user.id,
      keep: ctx.principal.credential ?? "",
      revoked_at: ctx.now,
    });
    await recordAudit(ctx, "password.changed", { target: user.id });
    return toUser(user);
  };
}
