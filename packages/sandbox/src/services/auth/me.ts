import type { InputOf, Operations, User } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordAudit } from "./audit.ts";
import { deleteMember } from "./delete-member.ts";
import { findUser, updateProfile } from "./store.ts";
import type { UserRow } from "./tables.ts";
import { parseSettings, toUser } from "./user.ts";

/** The user whose session it is. */
export async function getSelf({ tx, principal }: Context): Promise<UserRow> {
  const id = principal.user ?? "";
  const row = await tx.first(findUser, { id });
  if (!row) throw resourceMissing("user", id);
  return row;
}

/** The user who is logged in. */
export async function me(ctx: Context): Promise<User> {
  return toUser(await getSelf(ctx));
}

/** Changes one's own name and settings. */
export async function updateMe(ctx: Context, input: InputOf<Operations["auth.update_me"]>): Promise<User> {
  const user = await getSelf(ctx);
  const name = input.name ?? user.name;
  const settings = JSON.stringify(dropEmptyValues({ ...parseSettings(user.settings), ...input.settings }));
  await ctx.tx.run(updateProfile, { id: user.id, name, settings });
  await recordAudit(ctx, "user.updated", { target: user.id });
  return toUser({ ...user, name, settings });
}

/** Deletes oneself. */
export async function deleteMe(ctx: Context) {
  return deleteMember(ctx, await getSelf(ctx));
}
