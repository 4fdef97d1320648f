import type { Payout, PayoutDestination } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../platform/errors.ts";
import { payoutTransitions, type PayoutCommand } from "./payout-state.ts";
import { payouts } from "./store.ts";
import type { PayoutRow } from "./tables.ts";

/** The kind of the job that moves a payout on. */
export const advancePayoutJob = "payout.advance";

/** How a payout to each test bank account ends. */
export const destinations: Record<PayoutDestination, { failureCode: string; message: string } | null> = {
  ba_success: null,
  ba_account_closed: { failureCode: "account_closed", message: "The bank account has been closed." },
  ba_could_not_process: { failureCode: "could_not_process", message: "The bank could not process this payout." },
  ba_no_account: { failureCode: "no_account", message: "There is no such bank account." },
};

/** The payout as the API shows it. */
export function toPayout(row: Omit<PayoutRow, "n">, livemode: boolean): Payout {
  return {
    id: row.id,
    object: "payout",
    amount: row.amount,
    arrival_date: row.arrival_date,
    automatic: row.automatic === 1,
    balance_transaction: row.balance_transaction,
    created: row.created,
    currency: row.currency,
    description: row.description,
    destination: row.destination,
    failure_balance_transaction: row.failure_balance_transaction,
    failure_code: row.failure_code,
    failure_message: row.failure_message,
    livemode,
    metadata: JSON.parse(row.metadata) as Payout["metadata"],
    method: row.method,
    original_payout: row.original_payout,
    reversed_by: row.reversed_by,
    statement_descriptor: row.statement_descriptor,
    status: row.status,
    type: "bank_account",
  };
}

/** Reads a payout, or throws. */
export async function getPayoutRow({ tx, principal }: Context, id: string): Promise<PayoutRow> {
  const row = await tx.first(payouts.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("payout", id);
  return row;
}

/** The status that a command leads to; throws where it is refused. */
export function nextPayoutStatus(row: PayoutRow, command: PayoutCommand, livemode: boolean): PayoutRow["status"] {
  const next = payoutTransitions[row.status][command];
  if (next) return next;
  throw commandRefused("payout", row, command, { payout: toPayout(row, livemode) });
}
