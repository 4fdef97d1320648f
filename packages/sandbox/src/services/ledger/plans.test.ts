import { expect, onTestFinished, test, vi } from "vitest";

import { Connection } from "../../platform/db/connection.ts";
import { openConnection } from "../../platform/db/image.ts";
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
  const db = openConnection(":memory:");
  onTestFinished(() => void db.close());
  db.exec(ledgerSchema);
  const prepare = vi.spyOn(db, "prepare");
  new Connection(db).all(statement as typeof entriesAfter, params as typeof page);
  const text = prepare.mock.calls.map(([each]) => each).find((each) => each.includes("ledger_entries")) ?? "";
  const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`);
  const steps = plan.all(...Array.from(text.matchAll(/\?/g), () => 1)).map(({ detail }) => detail);
  expect(steps[0]).toContain(`ledger_entries_${index}`);
  expect(steps.join()).not.toContain("TEMP B-TREE");
});
