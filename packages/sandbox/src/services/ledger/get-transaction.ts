import type { LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getTransactionRow, showTransaction } from "./transaction.ts";

/** Reads a transaction with its entries. */
export async function getTransaction(ctx: Context, { id }: { id: string }): Promise<LedgerTransaction> {
  return showTransaction(ctx, await getTransactionRow(ctx, id));
}
