import type { IncomeStatement, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { earnings, sectionOf } from "./balance-sheet.ts";
import { balanceLines, type BalanceLine, total } from "./columns.ts";
import { assertPeriod, endOf } from "./period.ts";

/** What was earned and spent from one instant up to, not including, another. */
export async function incomeStatement(
  ctx: Context,
  { from, to, by }: InputOf<Operations["ledger.income_statement"]>,
): Promise<IncomeStatement> {
  assertPeriod(from, to);
  const atEnd = await balanceLines(ctx, { at: endOf(to), by });
  const before = from === undefined ? [] : [...(await balanceLines(ctx, { at: endOf(from), by })).values()].flat();
  const earlier = new Map(before.map((line) => [keyOf(line), line.posted]));
  const currencies = [...atEnd].map(([currency, lines]) => {
    const moved = lines.map((line) => ({ ...line, posted: total([line.posted, -(earlier.get(keyOf(line)) ?? 0)]) }));
    return {
      currency,
      revenue: sectionOf(moved, "revenue"),
      expenses: sectionOf(moved, "expense"),
      net_income: earnings(moved),
    };
  });
  return { object: "income_statement", from: from ?? null, to: to ?? null, currencies };
}

const keyOf = ({ account, currency }: BalanceLine) => `${account.id}:${currency}`;
