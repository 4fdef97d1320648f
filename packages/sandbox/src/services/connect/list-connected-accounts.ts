import type { ConnectedAccount, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toConnectedAccount } from "./connected-account.ts";
import { connectedAccounts } from "./store.ts";

/** Lists connected accounts. */
export function listConnectedAccounts(
  { tx, principal }: Context,
  params: InputOf<Operations["connected_accounts.list"]>,
): Promise<List<ConnectedAccount>> {
  return connectedAccounts.page(tx, {
    url: "/connect/accounts",
    owner: principal.realm,
    params,
    filters: { closed: 0 },
    toResource: (row) => toConnectedAccount(row, principal.mode === "live"),
  });
}
