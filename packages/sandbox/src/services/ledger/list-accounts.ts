import type { InputOf, LedgerAccount, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toAccount } from "./account.ts";
import { accountBalances } from "./balances-at.ts";
import { accountPage } from "./store.ts";

/** Lists accounts with their balances, now or as of an instant. */
export async function listAccounts(
  { tx, principal }: Context,
  input: InputOf<Operations["ledger_accounts.list"]>,
): Promise<List<LedgerAccount>> {
  const { type, user_id, code, under, at, by, ...params } = input;
  const page = await accountPage(tx, {
    url: "/ledger/accounts",
    owner: principal.realm,
    params,
    filters: { type, user_id, code },
    prefixes: { code: under === undefined ? undefined : `${under}:` },
    toResource: (row) => row,
  });
  const data: LedgerAccount[] = [];
  for (const row of page.data) {
    data.push(toAccount(row, await accountBalances(tx, row, { at, by }), principal.mode === "live"));
  }
  return { ...page, data };
}
