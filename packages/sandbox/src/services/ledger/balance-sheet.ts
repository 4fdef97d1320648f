import type { BalanceSheet, InputOf, LedgerAccountType, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { onSide, signOf } from "./account.ts";
import { balanceLines, named, total, type BalanceLine } from "./columns.ts";

/** What is owned, owed and left. Revenue less expenses that no closing entry has moved to equity are current earnings. */
export async function balanceSheet(
  ctx: Context,
  { at, by }: InputOf<Operations["ledger.balance_sheet"]>,
): Promise<BalanceSheet> {
  const currencies = [...(await balanceLines(ctx, { at, by }))].map(([currency, lines]) => ({
    currency,
    assets: sectionOf(lines, "asset"),
    liabilities: sectionOf(lines, "liability"),
    equity: sectionOf(lines, "equity"),
    current_earnings: earnings(lines),
  }));
  const balanced = currencies.every(
    (sheet) => sheet.assets.total === total([sheet.liabilities.total, sheet.equity.total, sheet.current_earnings]),
  );
  return { object: "balance_sheet", at: at ?? null, balanced, currencies };
}

/** The accounts of one type with their balances on the normal side. */
export function sectionOf(lines: readonly BalanceLine[], type: LedgerAccountType) {
  const accounts = lines
    .filter(({ account }) => account.type === type)
    .map(({ account, posted }) => ({ ...named(account), balance: onSide(posted, signOf(type)) }));
  return { total: total(accounts.map(({ balance }) => balance)), accounts };
}

/** Revenue less expenses. */
export const earnings = (lines: readonly BalanceLine[]): number =>
  total([sectionOf(lines, "revenue").total, -sectionOf(lines, "expense").total]);
