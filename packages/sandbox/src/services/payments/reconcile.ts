import {
  chargeStatuses,
  disputeStatuses,
  paymentIntentStatuses,
  payoutStatuses,
  refundStatuses,
  topupStatuses,
  type Difference,
  type Reconciliation,
} from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import { readAll, readBalanceRows, type Moved } from "../balance/index.ts";
import { readConnectRows } from "../connect/index.ts";
import { compareCash } from "./reconcile-cash.ts";
import { compareConnect } from "./reconcile-connect.ts";
import { compareState } from "./reconcile-difference.ts";
import { compareLedger, readLedger } from "./reconcile-ledger.ts";
import { compareLinks } from "./reconcile-links.ts";
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
    ...(await readConnectRows(ctx)),
  };
}

/** What stands behind payments and posts to the ledger as well: what it must have posted, and what differs in itself. */
interface MoreRecords {
  checked: Record<string, number>;
  movements: readonly Moved[];
  differences: readonly Difference[];
}

/**
 * Proves intents, charges, refunds, fees, disputes and payouts against each other, against the balance and against the
 * ledger: what each of them must have posted is worked out anew, and every difference is named.
 */
export async function reconcile(ctx: Context, more: MoreRecords): Promise<Reconciliation> {
  const records = await readRecords(ctx);
  const ledger = await readLedger(ctx);
  const unknown = [...compareStatuses(records)];
  // What a status that nobody knows means cannot be worked out: such a row counts as missing.
  const ids = new Set(unknown.map(({ id }) => id));
  const known = ids.size === 0 ? records : withoutRows(records, ids);
  const differences: Difference[] = [
    ...unknown,
    ...compareRecords(known),
    ...compareLinks(known),
    ...compareCash(known),
    ...compareConnect(known),
    ...more.differences,
    ...compareLedger(known, ledger, more.movements),
  ];
  return {
    object: "reconciliation",
    clean: differences.length === 0,
    checked: {
      payment_intents: records.intents.length,
      charges: records.charges.length,
      refunds: records.refunds.length,
      disputes: records.disputes.length,
      payouts: records.payouts.length,
      topups: records.topups.length,
      transfers: records.transfers.length,
      transfer_reversals: records.reversals.length,
      received_payments: records.receivedPayments.length,
      received_refunds: records.receivedRefunds.length,
      application_fees: records.applicationFees.length,
      application_fee_refunds: records.applicationFeeRefunds.length,
      returned_fees: records.returnedFees.length,
      balance_transactions: records.balanceTransactions.length,
      cash_transactions: records.cash.length,
      ...more.checked,
      ledger_transactions: ledger.transactions.length,
    },
    difference_count: differences.length,
    differences: differences.slice(0, limits.differencesMax),
  };
}

const withoutRows = (records: Records, ids: ReadonlySet<string>): Records => {
  const keep = ({ id }: { id: string }) => !ids.has(id);
  return {
    ...records,
    intents: records.intents.filter(keep),
    charges: records.charges.filter(keep),
    refunds: records.refunds.filter(keep),
    disputes: records.disputes.filter(keep),
    payouts: records.payouts.filter(keep),
    topups: records.topups.filter(keep),
    balanceTransactions: records.balanceTransactions.filter(keep),
  };
};

/** Every row whose status is none of its kind. */
function* compareStatuses(records: Records): Generator<Difference> {
  const kinds = [
    ["payment_intents", paymentIntentStatuses, records.intents],
    ["charges", chargeStatuses, records.charges],
    ["refunds", refundStatuses, records.refunds],
    ["disputes", disputeStatuses, records.disputes],
    ["payouts", payoutStatuses, records.payouts],
    ["topups", topupStatuses, records.topups],
    ["balance_transactions", ["pending", "available"], records.balanceTransactions],
  ] as const;
  for (const [kind, statuses, rows] of kinds) {
    for (const { id, status } of rows) {
      if (statuses.some((one) => one === status)) continue;
      yield* compareState(kind, id, "status", statuses.join(" or "), status);
    }
  }
}
