import type { Asset, BalanceSheet, IncomeStatement } from "@micro/sdk";

import { out } from "./colours.ts";
import { ledgerTable, money, nameOf } from "./ledger.ts";

type Section = BalanceSheet["currencies"][number]["assets"];

const none = "There are no entries yet.";

/** The accounts of a section below its name, and their sum. */
function sectionRows(name: string, { total, accounts }: Section, currency: Asset): string[][] {
  return [
    [out.bold(name), ""],
    ...accounts.map((line) => [`  ${nameOf(line)}`, money(line.balance, currency)]),
    [`  ${out.dim("Total")}`, money(total, currency)],
  ];
}

/** What is owned above what is owed and left; the one is the sum of the others. */
export function balanceSheetText({ currencies, balanced }: BalanceSheet): string {
  if (currencies.length === 0) return none;
  const tables = currencies.map(({ currency, assets, liabilities, equity, current_earnings: earnings }) => {
    const rows = [
      ...sectionRows("Assets", assets, currency),
      ...sectionRows("Liabilities", liabilities, currency),
      ...sectionRows("Equity", equity, currency),
      [out.bold("Earnings so far"), money(earnings, currency)],
    ];
    return ledgerTable(["account", "balance"], rows, ["balance"]);
  });
  const verdict = balanced
    ? out.green("✓ Assets are liabilities, equity and earnings together.")
    : out.red("✗ Assets are not liabilities, equity and earnings together.");
  return [...tables, verdict].join("\n\n");
}

/** What was earned, what was spent, and the difference. */
export function incomeStatementText({ currencies }: IncomeStatement): string {
  if (currencies.length === 0) return none;
  const tables = currencies.map(({ currency, revenue, expenses, net_income: net }) => {
    const rows = [
      ...sectionRows("Revenue", revenue, currency),
      ...sectionRows("Expenses", expenses, currency),
      [out.bold("Net income"), money(net, currency)],
    ];
    return ledgerTable(["account", "balance"], rows, ["balance"]);
  });
  return tables.join("\n\n");
}
