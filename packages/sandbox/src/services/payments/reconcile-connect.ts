import type { Difference } from "@micro/sdk/contract";

import { compareAmount, compareState } from "./reconcile-difference.ts";
import type { Records } from "./reconcile.ts";
import { feeOfDirect, feeWithin } from "./share-out.ts";

/** Compares transfers and application fees with what they name, and charges with what was given away of them. */
export function* compareConnect(records: Records): Generator<Difference> {
  const changes = new Map(records.balanceTransactions.map((row) => [`${row.source}:${row.type}`, row]));
  for (const [kind, rows, type] of [
    ["transfers", records.transfers, "transfer"],
    ["transfer_reversals", records.reversals, "transfer_refund"],
    ["received_payments", records.receivedPayments, "payment"],
    ["received_refunds", records.receivedRefunds, "payment_refund"],
    ["application_fees", records.applicationFees, "application_fee"],
    ["application_fee_refunds", records.applicationFeeRefunds, "application_fee_refund"],
    ["returned_fees", records.returnedFees, "application_fee_refund"],
  ] as const) {
    for (const { id, balance_transaction: change } of rows) {
      yield* compareState(kind, id, "balance_transaction", changes.get(`${id}:${type}`)?.id ?? null, change);
    }
  }
  const reversed = sumBy(records.reversals, ({ transfer }) => transfer);
  for (const { id, amount_reversed: found } of records.transfers) {
    yield* compareAmount("transfers", id, "amount_reversed", reversed.get(id) ?? 0, found);
  }
  const refunded = sumBy(records.applicationFeeRefunds, ({ fee }) => fee);
  for (const { id, amount_refunded: found } of records.applicationFees) {
    yield* compareAmount("application_fees", id, "amount_refunded", refunded.get(id) ?? 0, found);
  }
  for (const { id, application_fee_amount: fee } of records.receivedPayments) {
    const taken = changes.get(`${id}:payment`)?.application_fee ?? 0;
    yield* compareAmount("received_payments", id, "application_fee_amount", taken, fee);
  }
  yield* compareShares(records, changes);
}

/** Each charge that was collected with the transfer and the fee that it names. */
function* compareShares(
  records: Records,
  changes: ReadonlyMap<string, Records["balanceTransactions"][number]>,
): Generator<Difference> {
  const transfers = new Map(records.transfers.map((row) => [row.id, row]));
  const fees = new Map(records.applicationFees.map((row) => [row.originating_transaction, row]));
  for (const charge of records.charges) {
    const { id, captured, amount_captured: amount, transfer, application_fee: fee } = charge;
    const isShared = captured === 1 && charge.transfer_data !== null;
    const source = transfers.get(transfer ?? "")?.source_transaction ?? null;
    yield* compareState("charges", id, "transfer's source", isShared ? id : null, source);
    const change = changes.get(`${id}:charge`) ?? changes.get(`${id}:payment`);
    const direct = captured === 1 ? feeOfDirect(charge, amount) : 0;
    yield* compareAmount("charges", id, "application fee taken", direct, change?.application_fee ?? 0);
    // The fee of a direct charge is the platform's, who has it among its own records.
    if (!isShared) continue;
    const taken = fees.get(id);
    yield* compareState("charges", id, "application_fee", taken?.id ?? null, fee);
    yield* compareAmount("charges", id, "amount of its fee", feeWithin(charge, amount), taken?.amount ?? 0);
  }
  const reversals = new Map(records.reversals.map((row) => [row.id, row]));
  const chargesById = new Map(records.charges.map((row) => [row.id, row]));
  for (const { id, charge, transfer_reversal: named, transfer_reversed: taken } of records.refunds) {
    const reversal = named === null ? undefined : reversals.get(named);
    yield* compareAmount("refunds", id, "transfer_reversed", reversal?.amount ?? 0, taken ?? 0);
    if (named === null) continue;
    const transfer = chargesById.get(charge)?.transfer ?? null;
    yield* compareState("refunds", id, "reversed transfer", transfer, reversal?.transfer ?? null);
  }
}

function sumBy<Row extends { amount: number }>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.amount);
  return sums;
}
