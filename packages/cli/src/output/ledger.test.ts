import { stripVTControlCharacters } from "node:util";

import type { LedgerTransaction, LedgerVerification } from "@micro/sdk";
import { expect, test } from "vitest";

import { transactionsText, treeText, verificationText } from "./ledger.ts";

const verification: LedgerVerification = {
  object: "ledger_verification",
  valid: true,
  links: 4,
  transactions: 1,
  entries: 1200,
  head: "ab",
  first_break: null,
};

test("a whole ledger, and one that is not", () => {
  expect(stripVTControlCharacters(verificationText(verification))).toBe(
    "✓ Nothing was changed: 1 transaction, 1,200 entries and 4 links of the chain.\nhead ab",
  );
  const first_break = { fault: "hash_mismatch", link: 3, subject: "le_1", message: "At link 3: changed." } as const;
  expect(stripVTControlCharacters(verificationText({ ...verification, valid: false, first_break }))).toBe(
    "✗ At link 3: changed.\n  le_1",
  );
});

test("a tree, its amounts flush right", () => {
  const node = (code: string, account_id: string | null, debit: number) => ({
    code,
    depth: code.split(":").length - 1,
    account_id,
    balances: [{ currency: "usd" as const, debit, credit: 0 }],
  });
  const nodes = [node("assets", null, 123_456), node("assets:cash", "acct_1", 5)];
  expect(stripVTControlCharacters(treeText({ object: "account_tree", at: null, nodes }))).toBe(
    ["account        debit  credit", "assets   1234.56 USD", "  cash      0.05 USD"].join("\n"),
  );
});

test("what callers wrote does not steer the terminal", () => {
  const transaction = {
    created: 0,
    status: "recorded",
    entries: [],
    reference_id: "r\u001b[2J",
    description: "a\nb\u202e",
    reversed_by: null,
    id: "le_1",
  } as unknown as LedgerTransaction;
  // eslint-disable-next-line no-control-regex
  expect(transactionsText([transaction])).not.toMatch(/\u001b\[2J|a\n|\u202e/);
});
