import { modes, type Mode } from "@micro/sdk/contract";

import type { AnonymousContext } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { findRealm, findRealmOwner, insertAccount, insertRealm } from "./store.ts";

/** Opens an account with its two modes. */
export async function openAccount(ctx: AnonymousContext): Promise<string> {
  const id = ctx.platform.ids("account");
  await ctx.tx.run(insertAccount, { id, created: ctx.now });
  for (const mode of modes) await ctx.tx.run(insertRealm, { account: id, mode });
  return id;
}

/** The number that binds rows to an account and a mode. */
export async function getRealm({ tx }: { tx: Reader }, account: string, mode: "test" | "live"): Promise<number> {
  const found = await tx.first(findRealm, { account, mode });
  if (!found) throw new Error(`The account ${account} has no mode ${mode}.`);
  return found.realm;
}

/** Whose rows a realm holds. */
export async function findOwner(tx: Reader, realm: number): Promise<{ realm: number; account: string; mode: Mode }> {
  const owner = await tx.first(findRealmOwner, { realm });
  if (!owner) throw new Error(`There is no realm ${realm}.`);
  return owner;
}
