import { stripVTControlCharacters } from "node:util";

import { expect, test } from "vitest";

import { balanceSheetText, incomeStatementText } from "./ledger-reports.ts";

const section = (code: string, type: string, balance: number) => ({
  total: balance,
  accounts: [{ id: `acct_${code}`, name: code, code, type: type as never, balance }],
});
const none = { total: 0, accounts: [] };

test("a balance sheet has what is owned above what is owed and left, and says whether they agree", () => {
  const usd = {
    currency: "usd" as const,
    assets: section("assets:cash", "asset", 60_000),
    liabilities: none,
    equity: section("equity:capital", "equity", 100_000),
    current_earnings: -40_000,
  };
  const sheet = { object: "balance_sheet" as const, at: null, balanced: true, currencies: [usd] };
  expect(stripVTControlCharacters(balanceSheetText(sheet))).toBe(
    [
      "account               balance",
      "Assets",
      "  assets:cash      600.00 USD",
      "  Total            600.00 USD",
      "Liabilities",
      "  Total              0.00 USD",
      "Equity",
      "  equity:capital  1000.00 USD",
      "  Total           1000.00 USD",
      "Earnings so far   -400.00 USD",
      "",
      "✓ Assets are liabilities, equity and earnings together.",
    ].join("\n"),
  );
  expect(balanceSheetText({ ...sheet, balanced: false })).toContain("✗ Assets are not");
  expect(balanceSheetText({ ...sheet, currencies: [] })).toBe("There are no entries yet.");
});

test("an income statement has the difference below what was earned and spent", () => {
  const usd = {
    currency: "usd" as const,
    revenue: none,
    expenses: section("expenses:rent", "expense", 5),
    net_income: -5,
  };
  const statement = { object: "income_statement" as const, from: null, to: null, currencies: [usd] };
  const lines = stripVTControlCharacters(incomeStatementText(statement)).split("\n");
  expect(lines.at(-1)).toMatch(/^Net income +-0\.05 USD$/);
  expect(lines.at(-3)).toMatch(/^ {2}expenses:rent +0\.05 USD$/);
});
