import type { InputOf, LedgerAccount, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getAccountRow, toAccount } from "./account.ts";
import { accountBalances } from "./balances-at.ts";

/** Reads an account with its balances, now or as of an instant. */
export async function getAccount(
  ctx: Context,
  { id, at, by }: InputOf<Operations["ledger_accounts.get"]>,
): Promise<LedgerAccount> {
  const row = await getAccountRow(ctx, id);
  return toAccount(row, await accountBalances(ctx.tx, row, { at, by }), ctx.principal.mode === "live");
}
