import type { Asset, CustomerBalanceTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import type { CustomerBalanceRow } from "./invoice-tables.ts";
import { customerBalances, latestBalance } from "./store.ts";

/** The change of a customer's balance as the API shows it. */
export function toBalanceChange(row: CustomerBalanceRow, livemode: boolean): CustomerBalanceTransaction {
  return {
    id: row.id,
    object: "customer_balance_transaction",
    amount: row.amount,
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    ending_balance: row.ending_balance,
    invoice: row.invoice,
    livemode,
    type: row.type,
  };
}

/** What a customer has to his credit, below zero, or owes with the next invoice, above it. */
export async function balanceOf({ tx, principal }: Context, customer: string, currency: Asset): Promise<number> {
  const latest = await tx.first(latestBalance, { realm: principal.realm, customer, currency });
  return latest?.ending_balance ?? 0;
}

/** Changes a customer's balance; a change of nothing is none. */
export async function moveBalance(
  ctx: Context,
  move: Pick<CustomerBalanceRow, "customer" | "currency" | "type" | "amount" | "invoice">,
): Promise<void> {
  if (move.amount === 0) return;
  await ctx.tx.run(customerBalances.insert, {
    ...move,
    id: ctx.platform.ids("customerBalanceTransaction"),
    realm: ctx.principal.realm,
    ending_balance: (await balanceOf(ctx, move.customer, move.currency)) + move.amount,
    created: ctx.now,
  });
}
