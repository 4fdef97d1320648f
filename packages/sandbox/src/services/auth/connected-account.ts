import type { AnonymousContext, Preparation, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { announceEndedKeys } from "./ended-keys.ts";
import {
  closeAccount,
  connectedRealms,
  deleteSessionsIn,
  deleteUsersIn,
  findAccountCreated,
  findConnectedRealm,
  findPlatformByRealm,
  findPlatformRealm,
  insertConnected,
  insertRealm,
  revokeApiKeysOf,
} from "./store.ts";

/** Opens an account that nobody logs in to: the caller's, as its platform, acts for it in the caller's mode. */
export async function openConnected(ctx: AnonymousContext, principal: Principal): Promise<string> {
  const id = ctx.platform.ids("connectedAccount");
  await ctx.tx.run(insertConnected, { id, platform: principal.realm, created: ctx.now });
  await ctx.tx.run(insertRealm, { account: id, mode: principal.mode });
  return id;
}

/** Parts an account from its platform, and ends the keys and members that it has itself. */
export async function closeConnected(ctx: AnonymousContext, id: string): Promise<void> {
  const { tx, now } = ctx;
  await tx.run(closeAccount, { id });
  await tx.run(revokeApiKeysOf, { account: id, revoked_at: now });
  await tx.run(deleteSessionsIn, { account: id });
  await tx.run(deleteUsersIn, { account: id });
  announceEndedKeys(ctx);
}

/** The realm of an account that a platform may act for; undefined where it may not. */
export async function findConnected(
  { tx }: Pick<AnonymousContext, "tx">,
  { realm: platform, mode }: Principal,
  account: string,
): Promise<number | undefined> {
  return (await tx.first(findConnectedRealm, { platform, mode, account }))?.realm;
}

/** The platform of a connected account, with the rights that the caller has; undefined where it has none. */
export async function findPlatform(
  { tx }: Pick<AnonymousContext, "tx">,
  principal: Principal,
): Promise<Principal | undefined> {
  const found = await tx.first(findPlatformRealm, { account: principal.account });
  return found && { ...principal, ...found };
}

/** The platform in the place of one of its connected accounts, with the rights that it has itself. */
export async function actFor(
  { db }: Pick<Preparation, "db">,
  principal: Principal,
  account: string,
): Promise<Principal> {
  const { realm: platform, mode } = principal;
  const found = await db.read((reader) => reader.first(findConnectedRealm, { platform, mode, account }));
  if (!found) {
    throw new DomainError("account_invalid", {
      message: `These credentials cannot act for the account '${account.slice(0, 64)}', or there is no such account.`,
    });
  }
  return { ...principal, account, realm: found.realm };
}

/** The realm of the platform that an account is connected to; undefined where it is to none. */
export async function findPlatformOf(db: Reader, realm: number): Promise<number | undefined> {
  return (await db.first(findPlatformByRealm, { realm }))?.platform ?? undefined;
}

/** The accounts that are connected to a platform, with their realms. */
export function listConnectedRealms(db: Reader, platform: number): Promise<{ account: string; realm: number }[]> {
  return db.all(connectedRealms, { platform });
}

/** When an account was opened. */
export async function accountCreated({ tx }: Pick<AnonymousContext, "tx">, id: string): Promise<number> {
  return (await tx.first(findAccountCreated, { id }))?.created ?? 0;
}

/** Whether the caller is a connected account. */
export const isConnected = ({ account }: Pick<Principal, "account">): boolean => account.startsWith("conn_");
