import type { Asset } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { realmBalances, type AsOf } from "./balances-at.ts";
import { exactSum } from "./lines.ts";
import { allAccounts } from "./store.ts";
import type { AccountRow } from "./tables.ts";

/** One account's posted balance in one currency, debit positive. */
export interface BalanceLine {
  account: AccountRow;
  currency: Asset;
  posted: number;
}

/** Every posted balance with its account, now or as of an instant, by currency. */
export async function balanceLines({ tx, principal }: Context, asOf: AsOf): Promise<Map<Asset, BalanceLine[]>> {
  const rows = await tx.all(allAccounts, { realm: principal.realm });
  const accounts = new Map(rows.map((row) => [row.id, row]));
  const lines = (await realmBalances(tx, principal.realm, asOf)).flatMap(({ account: id, currency, posted }) => {
    const account = accounts.get(id);
    return account ? [{ account, currency, posted }] : [];
  });
  return Map.groupBy(lines, (line) => line.currency);
}

/** What reports say of an account. */
export const named = ({ id, name, code, type }: AccountRow) => ({ id, name, code, type });

/** An exact sum; one that leaves the range is refused, never rounded. */
export function total(amounts: readonly number[]): number {
  const sum = exactSum(amounts);
  if (sum === undefined) throw new DomainError("balance_out_of_range");
  return sum;
}

/** A debit-positive amount in the column of its side. */
export const columnsOf = (amount: number) => ({ debit: Math.max(amount, 0), credit: Math.max(-amount, 0) });
