import type { BalanceTransaction, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toBalanceTransaction } from "./balance-transaction.ts";
import { balanceTransactions } from "./store.ts";

/** Lists every change of the balance. */
export function listBalanceTransactions(
  { tx, principal }: Context,
  input: InputOf<Operations["balance_transactions.list"]>,
): Promise<List<BalanceTransaction>> {
  const { currency, source, type, ...params } = input;
  return balanceTransactions.page(tx, {
    url: "/payments/balance_transactions",
    owner: principal.realm,
    params,
    filters: { currency, source, type },
    toResource: (row) => toBalanceTransaction(row, principal.mode === "live"),
  });
}
