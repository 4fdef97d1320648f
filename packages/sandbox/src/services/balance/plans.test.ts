import { expect, test } from "vitest";

import { planOf } from "../../../test/support/plan.ts";
import { duePending, markPaidOut } from "./store.ts";
import { balanceSchema } from "./tables.ts";

test("an index finds what has fallen due among all that is pending, in its order", () => {
  const steps = planOf(balanceSchema, duePending, { realm: 1, now: 5, limit: 10 });
  expect(steps).toEqual([expect.stringContaining("balance_transactions_pending (realm=? AND available_on<?)")]);
});

test("an index finds what no automatic payout has paid out yet, whatever was paid out before", () => {
  const steps = planOf(balanceSchema, markPaidOut, { realm: 1, currency: "usd", payout: "po_1" });
  expect(steps).toEqual([expect.stringContaining("balance_transactions_not_paid_out (realm=? AND currency=?)")]);
});
