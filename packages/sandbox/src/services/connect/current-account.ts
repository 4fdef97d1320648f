import type { ConnectedAccount } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { accountCreated, isConnected } from "../auth/index.ts";
import { getConnectedAccount, inPlaceOfPlatform, mergeProfile, toConnectedAccount } from "./connected-account.ts";

/** Reads the account that the call is made for. A platform is shown as what its connected accounts are. */
export async function getCurrentAccount(ctx: Context): Promise<ConnectedAccount> {
  const { account, realm, mode } = ctx.principal;
  if (isConnected(ctx.principal)) return getConnectedAccount(await inPlaceOfPlatform(ctx), { id: account });
  const own = {
    id: account,
    realm,
    type: "standard",
    country: "US",
    default_currency: "usd",
    email: null,
    business_type: null,
    business_profile: mergeProfile(),
    capabilities: JSON.stringify(["card_payments", "transfers"]),
    onboarded: 1,
    closed: 0,
    metadata: "{}",
    created: await accountCreated(ctx, account),
  } as const;
  return toConnectedAccount(own, mode === "live");
}
