import type { InputOf, Operations, TrialBalance } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { balanceLines, columnsOf, named, total } from "./columns.ts";

/** All balances in a debit and a credit column for each currency; the columns agree, or something is broken. */
export async function trialBalance(
  ctx: Context,
  { at, by }: InputOf<Operations["ledger.trial_balance"]> = {},
): Promise<TrialBalance> {
  const currencies = [...(await balanceLines(ctx, { at, by }))].map(([currency, lines]) => {
    const accounts = lines.map(({ account, posted }) => ({ ...named(account), ...columnsOf(posted) }));
    const debit = total(accounts.map((line) => line.debit));
    const credit = total(accounts.map((line) => line.credit));
    return { currency, debit, credit, accounts };
  });
  const balanced = currencies.every(({ debit, credit }) => debit === credit);
  return { object: "trial_balance", at: at ?? null, balanced, currencies };
}
