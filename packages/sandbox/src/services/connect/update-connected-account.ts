import type { ConnectedAccount, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { mergeMetadata } from "../../platform/metadata.ts";
import { patched } from "../../platform/patch.ts";
import { recordEvent } from "../activity/index.ts";
import { getAccountRow, mergeCapabilities, mergeProfile, toConnectedAccount } from "./connected-account.ts";
import { connectedAccounts } from "./store.ts";

/** Changes a connected account. */
export async function updateConnectedAccount(
  ctx: Context,
  input: InputOf<Operations["connected_accounts.update"]>,
): Promise<ConnectedAccount> {
  const row = await getAccountRow(ctx, input.id);
  const changed = {
    ...row,
    email: patched(input.email, row.email),
    business_type: input.business_type ?? row.business_type,
    business_profile: mergeProfile(input.business_profile, row.business_profile),
    capabilities: mergeCapabilities(input.capabilities, row.capabilities),
    default_currency: input.default_currency ?? row.default_currency,
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(connectedAccounts.update, changed);
  const account = toConnectedAccount(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, "connected_account.updated", account);
  return account;
}
