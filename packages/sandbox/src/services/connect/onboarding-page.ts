import type { InputOf, OnboardingPage, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { createBankAccount, listConnectedBankAccounts } from "./bank-accounts.ts";
import { getAccountRow, mergeProfile, toConnectedAccount } from "./connected-account.ts";
import { accountLinks, connectedAccounts } from "./store.ts";
import type { AccountLinkRow, ConnectedAccountRow } from "./tables.ts";

/** What the page shows to whoever holds the secret of a link. */
export async function getOnboardingPage(ctx: Context): Promise<OnboardingPage> {
  const link = await getLinkRow(ctx);
  return toPage(ctx, link, await getAccountRow(ctx, link.account));
}

/** Identifies the holder, who gets the bank account that he names, or a test one. Twice the same button: once is enough. */
export async function submitOnboarding(
  ctx: Context,
  input: InputOf<Operations["onboarding_page.submit"]>,
): Promise<OnboardingPage> {
  const link = await getLinkRow(ctx);
  const row = await getAccountRow(ctx, link.account);
  if (stateOf(ctx, link) !== "open") return toPage(ctx, link, row);
  const changed = {
    ...row,
    onboarded: 1,
    email: input.email ?? row.email,
    business_type: input.business_type ?? row.business_type ?? "individual",
    business_profile: mergeProfile({ ...(input.name !== undefined && { name: input.name }) }, row.business_profile),
  };
  await ctx.tx.run(connectedAccounts.update, changed);
  const used = { ...link, used: 1 };
  await ctx.tx.run(accountLinks.update, used);
  await recordEvent(ctx, "connected_account.updated", toConnectedAccount(changed, ctx.principal.mode === "live"));
  await nameBank(ctx, row, input.account_number);
  return toPage(ctx, used, changed);
}

async function nameBank(ctx: Context, row: ConnectedAccountRow, number: string | undefined): Promise<void> {
  const { id, country, default_currency: currency } = row;
  const { data } = await listConnectedBankAccounts(ctx, { id, limit: 1 });
  if (number === undefined && data.length > 0) return;
  await createBankAccount(ctx, {
    id,
    account_number: number ?? "000123456789",
    country,
    currency,
    default_for_currency: true,
  });
}

async function getLinkRow({ tx, principal }: Context): Promise<AccountLinkRow> {
  const id = principal.credential ?? "";
  const row = await tx.first(accountLinks.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("account link", id);
  return row;
}

function stateOf({ now }: Context, { type, used, expires_at: expiresAt }: AccountLinkRow): OnboardingPage["state"] {
  if (used === 1) return "done";
  if (expiresAt <= now) return "expired";
  return type === "login" ? "shown" : "open";
}

function toPage(ctx: Context, link: AccountLinkRow, row: ConnectedAccountRow): OnboardingPage {
  const state = stateOf(ctx, link);
  const urls = { open: null, shown: null, done: link.return_url, expired: link.refresh_url };
  return {
    object: "onboarding_page",
    account: toConnectedAccount(row, ctx.principal.mode === "live"),
    next_url: urls[state],
    state,
  };
}
