import type { InputOf, LedgerTransaction, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { transactionPage } from "./store.ts";
import { showTransaction } from "./transaction.ts";

/** Lists transactions with their entries. */
export async function listTransactions(
  ctx: Context,
  input: InputOf<Operations["ledger_transactions.list"]>,
): Promise<List<LedgerTransaction>> {
  const { reference_id, status, ...params } = input;
  const page = await transactionPage(ctx.tx, {
    url: "/ledger/transactions",
    owner: ctx.principal.realm,
    params,
    filters: { reference_id, status },
    toResource: (row) => row,
  });
  const data: LedgerTransaction[] = [];
  for (const row of page.data) data.push(await showTransaction(ctx, row));
  return { ...page, data };
}
