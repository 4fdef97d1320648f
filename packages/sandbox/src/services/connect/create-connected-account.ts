import type { ConnectedAccount, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { isConnected, openConnected } from "../auth/index.ts";
import { createBankAccount } from "./bank-accounts.ts";
import { currencyOfCountry, mergeCapabilities, mergeProfile, toConnectedAccount } from "./connected-account.ts";
import { connectedAccounts } from "./store.ts";

/** Opens a connected account: enabled at once, unless its holder is to be identified first. */
export async function createConnectedAccount(
  ctx: Context,
  input: InputOf<Operations["connected_accounts.create"]>,
): Promise<ConnectedAccount> {
  if (isConnected(ctx.principal)) throw new DomainError("connected_account_nested");
  const country = input.country ?? "US";
  const row = {
    id: await openConnected(ctx, ctx.principal),
    realm: ctx.principal.realm,
    type: input.type ?? "standard",
    country,
    default_currency: input.default_currency ?? currencyOfCountry(country),
    email: input.email ?? null,
    business_type: input.business_type ?? null,
    business_profile: mergeProfile(input.business_profile),
    capabilities: mergeCapabilities(input.capabilities),
    onboarded: Number(input.onboarded ?? true),
    closed: 0,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(connectedAccounts.insert, row);
  const account = toConnectedAccount(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "connected_account.created", account);
  if (input.external_account) await createBankAccount(ctx, { ...input.external_account, id: row.id });
  return account;
}
