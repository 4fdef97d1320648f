import type { AccountLink, InputOf, LoginLink, Operations } from "@micro/sdk/contract";

import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { getAccountRow } from "./connected-account.ts";
import { accountLinks } from "./store.ts";
import type { AccountLinkRow } from "./tables.ts";

/** Makes a link to the page on which the holder of a connected account is identified. */
export async function createAccountLink(
  ctx: Context,
  input: InputOf<Operations["account_links.create"]>,
): Promise<AccountLink> {
  const { id: account, onboarded } = await getAccountRow(ctx, input.account, "account");
  if (input.type === "account_update" && onboarded === 0) {
    throw new DomainError("state_conflict", {
      message: "The holder is not identified yet: send `type: account_onboarding`.",
      param: "type",
    });
  }
  const { return_url, refresh_url, type } = input;
  const expiresAt = ctx.now + limits.accountLinkSeconds;
  const url = await insertLink(ctx, { account, type, return_url, refresh_url, expires_at: expiresAt });
  return { object: "account_link", created: ctx.now, expires_at: expiresAt, url };
}

/** Makes a link to the page on which the holder of an express account sees how it stands. */
export async function createLoginLink(
  ctx: Context,
  { id }: InputOf<Operations["login_links.create"]>,
): Promise<LoginLink> {
  const { type, onboarded } = await getAccountRow(ctx, id);
  if (type !== "express" || onboarded === 0) {
    const message = "Login links are for express accounts whose holder is identified.";
    throw new DomainError("state_conflict", { message, param: "id" });
  }
  const expiresAt = ctx.now + limits.accountLinkSeconds;
  const login = { account: id, type: "login", return_url: null, refresh_url: null, expires_at: expiresAt } as const;
  return { object: "login_link", created: ctx.now, url: await insertLink(ctx, login) };
}

async function insertLink(
  ctx: Context,
  link: Omit<AccountLinkRow, "n" | "id" | "realm" | "created" | "used">,
): Promise<string> {
  const row = { ...link, id: ctx.platform.ids("accountLink"), realm: ctx.principal.realm, used: 0, created: ctx.now };
  await ctx.tx.run(accountLinks.insert, row);
  return `${ctx.platform.baseUrl()}/onboard/${clientSecretOf(ctx.platform.secrets, row)}`;
}
