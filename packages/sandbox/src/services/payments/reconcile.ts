import type { Difference, Reconciliation } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import { readAll, readBalanceRows } from "../balance/index.ts";
import { compareLedger, readLedger } from "./reconcile-ledger.ts";
import { compareRecords } from "./reconcile-records.ts";
import { cashTransactions, charges, disputes, paymentIntents, refunds } from "./store.ts";

/** All that payments know of the caller's account and mode. */
export type Records = Awaited<ReturnType<typeof readRecords>>;

async function readRecords(ctx: Context) {
  return {
    intents: await readAll(ctx, paymentIntents.behind),
    charges: await readAll(ctx, charges.behind),
    refunds: await readAll(ctx, refunds.behind),
    disputes: await readAll(ctx, disputes.behind),
    cash: await readAll(ctx, cashTransactions.behind),
    ...(await readBalanceRows(ctx)),
  };
}

/**
 * Proves intents, charges, refunds, fees, disputes and payouts against each other, against the balance and against the
 * ledger: what each of them must have posted is worked out anew, and every difference is named.
 */
export async function reconcile(ctx: Context): Promise<Reconciliation> {
  const records = await readRecords(ctx);
  const ledger = await readLedger(ctx);
  const differences: Difference[] = [...compareRecords(records), ...compareLedger(records, ledger)];
  return {
    object: "reconciliation",
    clean: differences.length === 0,
    checked: {
      payment_intents: records.intents.length,
      charges: records.charges.length,
      refunds: records.refunds.length,
      disputes: records.disputes.length,
      payouts: records.payouts.length,
      balance_transactions: records.balanceTransactions.length,
      cash_transactions: records.cash.length,
      ledger_transactions: ledger.transactions.length,
    },
    difference_count: differences.length,
    differences: differences.slice(0, limits.differencesMax),
  };
}
