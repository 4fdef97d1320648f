import type { CustomerBalanceTransaction, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { getBalanceChangeRow, toBalanceChange } from "./customer-balance.ts";
import { customerBalances } from "../store.ts";

/** Changes what is noted on a change of a customer's balance. */
export async function updateCustomerBalanceTransaction(
  ctx: Context,
  input: InputOf<Operations["customer_balance_transactions.update"]>,
): Promise<CustomerBalanceTransaction> {
  const row = await getBalanceChangeRow(ctx, input.id);
  const changed = {
    ...row,
    description: input.description === undefined ? row.description : input.description || null,
    metadata: mergeMetadata(row.metadata, input.metadata),
  };
  await ctx.tx.run(customerBalances.update, changed);
  return toBalanceChange(changed, ctx.principal.mode === "live");
}
