import { expect, test } from "vitest";

import { planOf } from "../../../test/support/plan.ts";
import { balanceUpTo, entriesBetween, lastEntryBy } from "./past-store.ts";
import { ledgerSchema } from "./schema.ts";
import { entriesAfter, journalAfter } from "./stream-store.ts";

const place = { realm: 1, account: "acct_1", currency: "usd" } as const;
const page = { realm: 1, after: 5, limit: 10 };

test.each([
  ["the pages of an export", journalAfter, page, "by_realm (realm=? AND n>?)"],
  ["the pages of a verification", entriesAfter, page, "by_realm (realm=? AND n>?)"],
  ["where an instant ends", lastEntryBy, { realm: 1, at: 5 }, "by_instant (realm=? AND created<?)"],
  ["a balance of the past", balanceUpTo, { ...place, last: 5 }, "by_account (realm=? AND account=? AND n<?)"],
  [
    "the entries of a statement",
    entriesBetween,
    { ...place, after: 5, last: 9, limit: 10 },
    "by_account (realm=? AND account=? AND n>?)",
  ],
] as const)("an index finds %s, in its order", (_what, statement, params, index) => {
  const steps = planOf(ledgerSchema, statement as typeof entriesAfter, params as typeof page);
  expect(steps[0]).toContain(`ledger_entries_${index}`);
  expect(steps.join()).not.toContain("TEMP B-TREE");
});
