import type { Context } from "../../platform/context.ts";
import type { OwnedRow } from "../../platform/db/table.ts";
import type { Statement } from "../../platform/db/statement.ts";
import { limits } from "../../platform/limits.ts";
import { balanceSums, balanceTransactions, payouts, topups } from "./store.ts";
import type { BalanceSumRow, BalanceTransactionRow, PayoutRow, TopupRow } from "./tables.ts";

/** All rows of a realm, oldest first, read in pages. */
export async function readAll<Row extends OwnedRow>(
  { tx, principal }: Context,
  behind: Statement<{ realm: number; n: number; limit: number }, Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const n = rows.at(-1)?.n ?? 0;
    const page = await tx.all(behind, { realm: principal.realm, n, limit: limits.scanPageMax });
    rows.push(...page);
    if (page.length < limits.scanPageMax) return rows;
  }
}

/** Every change of the balance with what they come to, every payout and every top-up. */
export async function readBalanceRows(ctx: Context): Promise<{
  balanceTransactions: BalanceTransactionRow[];
  balanceSums: Omit<BalanceSumRow, "realm">[];
  payouts: PayoutRow[];
  topups: TopupRow[];
}> {
  return {
    balanceTransactions: await readAll(ctx, balanceTransactions.behind),
    balanceSums: await ctx.tx.all(balanceSums, { realm: ctx.principal.realm }),
    payouts: await readAll(ctx, payouts.behind),
    topups: await readAll(ctx, topups.behind),
  };
}
