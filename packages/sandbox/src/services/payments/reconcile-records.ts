import { paymentIntentStatuses, type Difference, type PaymentIntentStatus } from "@micro/sdk/contract";

import { countsAsRefunded } from "./refund-state.ts";
import { isCapturable, isRefundable } from "./payment-intent-state.ts";
import { withholds } from "./dispute-state.ts";
import { compareAmount, compareState } from "./reconcile-difference.ts";
import type { Records } from "./reconcile.ts";
import type { ChargeRow, PaymentIntentRow } from "./tables.ts";

/** Compares what payments say with what they say elsewhere, and with the changes of the balance. */
export function* compareRecords(records: Records): Generator<Difference> {
  const chargesOf = Map.groupBy(records.charges, (charge) => charge.payment_intent);
  for (const intent of records.intents) yield* compareIntent(intent, chargesOf.get(intent.id) ?? []);
  const refundsOf = Map.groupBy(records.refunds, (refund) => refund.charge);
  const disputesOf = Map.groupBy(records.disputes, (dispute) => dispute.charge);
  for (const charge of records.charges) {
    const refunded = (refundsOf.get(charge.id) ?? []).filter(({ status }) => countsAsRefunded[status]);
    yield* compareAmount("charges", charge.id, "amount_refunded", sum(refunded), charge.amount_refunded);
    const disputed = disputesOf.has(charge.id) ? 1 : 0;
    yield* compareState("charges", charge.id, "disputed", String(disputed), String(charge.disputed));
    if (charge.amount_refunded > charge.amount_captured || charge.amount_captured > charge.amount) {
      yield* compareState("charges", charge.id, "refunded ≤ captured ≤ amount", "true", "false");
    }
  }
  yield* compareBalance(records);
}

function* compareIntent(intent: PaymentIntentRow, charges: readonly ChargeRow[]): Generator<Difference> {
  const good = charges.filter(({ status }) => status === "succeeded");
  const captured = good.reduce((total, charge) => total + charge.amount_captured, 0);
  yield* compareAmount("payment_intents", intent.id, "amount_received", captured, intent.amount_received);
  const held = isCapturable(intent.status) ? (good[0]?.amount ?? 0) : 0;
  yield* compareAmount("payment_intents", intent.id, "amount_capturable", held, intent.amount_capturable);
  if (good.length > 1) {
    yield* compareState("payment_intents", intent.id, "charges that succeeded", "1", String(good.length));
  }
  const expected = statusesFor(charges, captured);
  if (!expected.includes(intent.status)) {
    yield* compareState("payment_intents", intent.id, "status", expected.join(" or "), intent.status);
  }
}

/** Where an intent can stand by its charges. */
function statusesFor(charges: readonly ChargeRow[], captured: number): readonly PaymentIntentStatus[] {
  if (captured > 0) return paymentIntentStatuses.filter(isRefundable);
  if (charges.some(({ status }) => status === "succeeded")) return ["requires_capture", "canceled"];
  if (charges.some(({ status }) => status === "pending")) return ["processing"];
  return ["requires_payment_method", "requires_confirmation", "requires_action", "canceled"];
}

/** Each cause with the changes of the balance that it must have. */
function* compareBalance(records: Records): Generator<Difference> {
  const expected = [
    ...records.charges
      .filter(({ captured }) => captured === 1)
      .map(
        (charge) =>
          ({
            kind: "charges",
            id: charge.id,
            currency: charge.currency,
            types: ["charge", "payment"],
            sum: charge.amount_captured,
          }) as const,
      ),
    ...records.refunds.map(
      (refund) =>
        ({
          kind: "refunds",
          id: refund.id,
          currency: refund.currency,
          types: ["refund", "refund_failure"],
          sum: countsAsRefunded[refund.status] ? -refund.amount : 0,
        }) as const,
    ),
    ...records.disputes.map(
      (dispute) =>
        ({
          kind: "disputes",
          id: dispute.id,
          currency: dispute.currency,
          types: ["adjustment"],
          sum: withholds[dispute.status] ? -dispute.amount : 0,
        }) as const,
    ),
    ...records.payouts.map(
      (payout) =>
        ({
          kind: "payouts",
          id: payout.id,
          currency: payout.currency,
          types: ["payout", "payout_failure", "payout_cancel"],
          sum: ["failed", "canceled"].includes(payout.status) ? 0 : -payout.amount,
        }) as const,
    ),
    ...records.topups.map(
      (topup) =>
        ({
          kind: "topups",
          id: topup.id,
          currency: topup.currency,
          types: ["topup"],
          sum: topup.status === "succeeded" ? topup.amount : 0,
        }) as const,
    ),
    ...records.transfers.map(
      ({ id, amount, currency }) => ({ kind: "transfers", id, currency, types: ["transfer"], sum: -amount }) as const,
    ),
    ...records.reversals.map(
      ({ id, amount, currency }) =>
        ({ kind: "transfer_reversals", id, currency, types: ["transfer_refund"], sum: amount }) as const,
    ),
    ...records.receivedPayments.map(
      ({ id, amount, currency }) =>
        ({ kind: "received_payments", id, currency, types: ["payment"], sum: amount }) as const,
    ),
    ...records.receivedRefunds.map(
      ({ id, amount, currency }) =>
        ({ kind: "received_refunds", id, currency, types: ["payment_refund"], sum: -amount }) as const,
    ),
    ...records.applicationFees.map(
      ({ id, amount, currency }) =>
        ({ kind: "application_fees", id, currency, types: ["application_fee"], sum: amount }) as const,
    ),
    ...records.applicationFeeRefunds.map(
      ({ id, amount, currency }) =>
        ({ kind: "application_fee_refunds", id, currency, types: ["application_fee_refund"], sum: -amount }) as const,
    ),
    ...records.returnedFees.map(
      ({ id, amount, currency }) =>
        ({ kind: "returned_fees", id, currency, types: ["application_fee_refund"], sum: amount }) as const,
    ),
  ];
  const changesOf = Map.groupBy(records.balanceTransactions, (row) => row.source);
  const known = new Set<string>();
  for (const { kind, id, currency, types, sum: wanted } of expected) {
    known.add(id);
    const changes = changesOf.get(id) ?? [];
    const found = changes.filter(({ type }) => types.some((name) => name === type));
    yield* compareAmount(kind, id, "change of the balance", wanted, sum(found));
    for (const change of found) {
      yield* compareState("balance_transactions", change.id, "currency", currency, change.currency);
    }
    for (const stray of changes.filter((change) => !found.includes(change))) yield strayChange(stray.id, stray.type);
  }
  for (const row of records.balanceTransactions) {
    if (!known.has(row.source)) yield strayChange(row.id, row.type);
    yield* compareAmount("balance_transactions", row.id, "net", row.amount - row.fee, row.net);
  }
}

const strayChange = (id: string, type: string): Difference => ({
  kind: "balance_transactions",
  id,
  problem: "unexpected",
  expected: null,
  found: type,
  message: `The ${type} ${id} has no cause that explains it.`,
});

const sum = (rows: readonly { amount: number }[]) => rows.reduce((total, row) => total + row.amount, 0);
