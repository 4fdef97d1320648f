import type { Context } from "../../platform/context.ts";
import { balanceTransactions } from "./store.ts";
import type { BalanceTransactionRow } from "./tables.ts";

const changesOf = balanceTransactions.where("source");

/** The change of the balance by which a charge was collected; undefined where none was. */
export async function findCollected(
  { tx, principal }: Context,
  charge: string,
): Promise<BalanceTransactionRow | undefined> {
  const rows = await tx.all(changesOf, { realm: principal.realm, source: charge });
  return rows.find(({ type, amount }) => (type === "charge" || type === "payment") && amount > 0);
}
