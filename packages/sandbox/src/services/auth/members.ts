import type { InputOf, List, Operations, User } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { recordAudit } from "./audit.ts";
import { assertNotLastOwner, deleteMember } from "./delete-member.ts";
import { findMember, memberPage, updateRole } from "./store.ts";
import type { UserRow } from "./tables.ts";
import { toUser } from "./user.ts";

async function readMember({ tx, principal }: Context, id: string): Promise<UserRow> {
  const row = await tx.first(findMember, { id, account: principal.account });
  if (!row) throw resourceMissing("member", id);
  return row;
}

/** Lists the account's members. */
export function listMembers(
  { tx, principal }: Context,
  input: InputOf<Operations["members.list"]>,
): Promise<List<User>> {
  const { role, ...params } = input;
  const url = "/auth/members";
  return memberPage(tx, { url, owner: principal.account, params, filters: { role }, toResource: toUser });
}

/** Reads a member. */
export async function getMember(ctx: Context, { id }: { id: string }): Promise<User> {
  return toUser(await readMember(ctx, id));
}

/** Gives a member another role. An account keeps an owner. */
export async function updateMember(ctx: Context, input: InputOf<Operations["members.update"]>): Promise<User> {
  const member = await readMember(ctx, input.id);
  const { role } = input;
  if (role === member.role) return toUser(member);
  await assertNotLastOwner(ctx, member);
  await ctx.tx.run(updateRole, { id: member.id, role });
  await recordAudit(ctx, "member.role_changed", { target: member.id, details: { from: member.role, to: role } });
  return toUser({ ...member, role });
}

/** Removes a member from the account. */
export async function removeMember(ctx: Context, { id }: { id: string }) {
  return deleteMember(ctx, await readMember(ctx, id));
}
