import type { CustomerBalanceTransaction } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getBalanceChangeRow, toBalanceChange } from "./customer-balance.ts";

/** Reads a change of a customer's balance. */
export async function getCustomerBalanceTransaction(
  ctx: Context,
  { id }: { id: string },
): Promise<CustomerBalanceTransaction> {
  return toBalanceChange(await getBalanceChangeRow(ctx, id), ctx.principal.mode === "live");
}
