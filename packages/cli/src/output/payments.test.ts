import { stripVTControlCharacters } from "node:util";

import { expect, test } from "vitest";

import { reconciliationText } from "./payments.ts";

const text = (...args: Parameters<typeof reconciliationText>) => stripVTControlCharacters(reconciliationText(...args));
const clean = {
  object: "reconciliation" as const,
  clean: true,
  checked: { payment_intents: 1200, refunds: 0, payouts: 1 },
  difference_count: 0,
  differences: [],
};

test("payments that agree with the ledger", () => {
  expect(text(clean)).toBe("✓ Payments and ledger agree.\n  1,200 payment intents, 1 payout");
  expect(text({ ...clean, checked: {} })).toBe("✓ Payments and ledger agree.\n  There are no payments yet.");
});

test("payments that do not agree name each difference", () => {
  const missing = {
    kind: "ledger_transactions" as const,
    id: "ch_1",
    problem: "missing" as const,
    expected: "revenue:sales:usd -2000",
    found: null,
    message: "The ledger has no transaction ch_1.",
  };
  const shown = text({ ...clean, clean: false, difference_count: 3, differences: [missing] });
  expect(shown).toContain("✗ 3 differences between payments and ledger:");
  expect(shown).toMatch(/ledger transactions +missing +The ledger has no transaction ch_1\./);
  expect(shown).toContain("revenue:sales:usd -2000");
  expect(shown).toContain("and 2 more");
});
