import type { BalanceTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { toBalanceTransaction } from "./balance-transaction.ts";
import { balanceTransactions } from "./store.ts";
import type { BalanceTransactionRow } from "./tables.ts";

/** Reads a change of the balance. */
export async function getBalanceTransaction(ctx: Context, { id }: { id: string }): Promise<BalanceTransaction> {
  return toBalanceTransaction(await getBalanceTransactionRow(ctx, id), ctx.principal.mode === "live");
}

/** Reads a change of the balance, or throws. */
export async function getBalanceTransactionRow({ tx, principal }: Context, id: string): Promise<BalanceTransactionRow> {
  const row = await tx.first(balanceTransactions.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("balance transaction", id);
  return row;
}
