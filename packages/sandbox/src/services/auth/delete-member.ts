import type { DeletedUser } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { announceEndedKeys } from "./ended-keys.ts";
import { countMembers, countOwners, deleteSessionsOf, deleteUserRow, denyDevicesOf, revokeApiKeysOf } from "./store.ts";
import type { UserRow } from "./tables.ts";

/** Deletes a user with every session. When the last member leaves, the account is closed and its keys are revoked. */
export async function deleteMember(ctx: Context, user: UserRow): Promise<DeletedUser> {
  const { tx, now } = ctx;
  const { id, account } = user;
  const members = (await tx.first(countMembers, { account }))?.count ?? 0;
  if (members > 1) await assertNotLastOwner(ctx, user);
  else {
    await tx.run(revokeApiKeysOf, { account, revoked_at: now });
    announceEndedKeys(ctx);
  }
  await recordAudit(ctx, "user.deleted", { target: id, details: { role: user.role } });
  await tx.run(denyDevicesOf, { user_id: id });
  await tx.run(deleteSessionsOf, { user_id: id });
  await tx.run(deleteUserRow, { id });
  return { id, object: "user", deleted: true };
}

/** Throws when the user is the only owner of the account. */
export async function assertNotLastOwner({ tx }: Context, { account, role }: UserRow): Promise<void> {
  if (role !== "owner") return;
  const owners = (await tx.first(countOwners, { account }))?.count ?? 0;
  if (owners <= 1) throw new DomainError("last_owner");
}
