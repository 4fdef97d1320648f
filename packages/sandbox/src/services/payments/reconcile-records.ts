import type { Difference } from "@micro/sdk/contract";

import { countsAsRefunded } from "./refund-state.ts";
import { isCapturable, isRefundable } from "./payment-intent-state.ts";
import { withholds } from "./dispute-state.ts";
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
    yield* amount("charges", charge.id, "amount_refunded", sum(refunded), charge.amount_refunded);
    const disputed = disputesOf.has(charge.id) ? 1 : 0;
    yield* state("charges", charge.id, "disputed", String(disputed), String(charge.disputed));
    if (charge.amount_refunded > charge.amount_captured || charge.amount_captured > charge.amount) {
      yield* state("charges", charge.id, "refunded ≤ captured ≤ amount", "true", "false");
    }
  }
  yield* compareBalance(records);
}

function* compareIntent(intent: PaymentIntentRow, charges: readonly ChargeRow[]): Generator<Difference> {
  const good = charges.filter(({ status }) => status === "succeeded");
  const captured = good.reduce((total, charge) => total + charge.amount_captured, 0);
  yield* amount("payment_intents", intent.id, "amount_received", captured, intent.amount_received);
  const held = isCapturable(intent.status) ? (good[0]?.amount ?? 0) : 0;
  yield* amount("payment_intents", intent.id, "amount_capturable", held, intent.amount_capturable);
  if (good.length > 1) yield* state("payment_intents", intent.id, "charges that succeeded", "1", String(good.length));
  if (isRefundable(intent.status) !== captured > 0) {
    yield* state("payment_intents", intent.id, "status", captured > 0 ? "succeeded" : "another", intent.status);
  }
}

/** Each cause with the changes of the balance that it must have. */
function* compareBalance(records: Records): Generator<Difference> {
  const expected = [
    ...records.charges
      .filter(({ captured }) => captured === 1)
      .map(
        (charge) =>
          ({ kind: "charges", id: charge.id, types: ["charge", "payment"], sum: charge.amount_captured }) as const,
      ),
    ...records.refunds.map(
      (refund) =>
        ({
          kind: "refunds",
          id: refund.id,
          types: ["refund", "refund_failure"],
          sum: countsAsRefunded[refund.status] ? -refund.amount : 0,
        }) as const,
    ),
    ...records.disputes.map(
      (dispute) =>
        ({
          kind: "disputes",
          id: dispute.id,
          types: ["adjustment"],
          sum: withholds[dispute.status] ? -dispute.amount : 0,
        }) as const,
    ),
    ...records.payouts.map(
      (payout) =>
        ({
          kind: "payouts",
          id: payout.id,
          types: ["payout", "payout_failure", "payout_cancel"],
          sum: ["failed", "canceled"].includes(payout.status) ? 0 : -payout.amount,
        }) as const,
    ),
  ];
  const changesOf = Map.groupBy(records.balanceTransactions, (row) => row.source);
  const known = new Set<string>();
  for (const { kind, id, types, sum: wanted } of expected) {
    known.add(id);
    const changes = changesOf.get(id) ?? [];
    const found = changes.filter(({ type }) => types.some((name) => name === type));
    yield* amount(kind, id, "change of the balance", wanted, sum(found));
    for (const stray of changes.filter((change) => !found.includes(change))) yield strayChange(stray.id, stray.type);
  }
  for (const row of records.balanceTransactions) {
    if (!known.has(row.source)) yield strayChange(row.id, row.type);
    yield* amount("balance_transactions", row.id, "net", row.amount - row.fee, row.net);
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

function* amount(
  kind: Difference["kind"],
  id: string,
  what: string,
  expected: number,
  found: number,
): Generator<Difference> {
  if (expected === found) return;
  const message = `${id}: ${what} is ${found} and must be ${expected}.`;
  yield { kind, id, problem: "amount", expected: String(expected), found: String(found), message };
}

function* state(
  kind: Difference["kind"],
  id: string,
  what: string,
  expected: string,
  found: string,
): Generator<Difference> {
  if (expected === found) return;
  yield { kind, id, problem: "state", expected, found, message: `${id}: ${what} is ${found} and must be ${expected}.` };
}
