import { assetCodes, type CashBalance } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getCustomerRow } from "../customers/index.ts";
import { latestCash } from "./store.ts";

/** What a customer has sent and not yet spent. */
export async function getCashBalance(ctx: Context, { id }: { id: string }): Promise<CashBalance> {
  const { id: customer } = await getCustomerRow(ctx, id);
  const available: Record<string, number> = {};
  for (const currency of assetCodes) {
    const row = await ctx.tx.first(latestCash, { realm: ctx.principal.realm, customer, currency });
    if (row) available[currency] = row.ending_balance;
  }
  return { object: "cash_balance", available, customer, livemode: ctx.principal.mode === "live" };
}
