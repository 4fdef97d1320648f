import type { BalanceTransactionType, Difference } from "@micro/sdk/contract";

import { compareAmount, compareState } from "./reconcile-difference.ts";
import type { Records } from "./reconcile.ts";
import type { ChargeRow, DisputeRow, RefundRow } from "./tables.ts";

type Change = Records["balanceTransactions"][number];
type FindChange = (source: string, types: readonly BalanceTransactionType[], sign?: 1 | -1) => Change | undefined;

/** Compares what each record says of another one with what that one says of itself. */
export function* compareLinks(records: Records): Generator<Difference> {
  const changesOf = Map.groupBy(records.balanceTransactions, ({ source }) => source);
  const find: FindChange = (source, types, sign) =>
    changesOf
      .get(source)
      ?.find(({ type, amount }) => types.includes(type) && (sign === undefined || Math.sign(amount) === sign));

  yield* compareAttempts(records, find);
  const charges = new Map(records.charges.map((charge) => [charge.id, charge]));
  for (const refund of records.refunds) {
    yield* compareOrigin("refunds", refund, charges.get(refund.charge));
    const { id, balance_transaction: left, failure_balance_transaction: returned } = refund;
    yield* compareState("refunds", id, "balance_transaction", idOf(find(id, ["refund"])), left);
    const back = find(id, ["refund_failure"]);
    yield* compareState("refunds", id, "failure_balance_transaction", idOf(back), returned);
  }
  for (const dispute of records.disputes) {
    yield* compareOrigin("disputes", dispute, charges.get(dispute.charge));
    const withdrawal = find(dispute.id, ["adjustment"], -1);
    yield* compareState("disputes", dispute.id, "withdrawal", idOf(withdrawal), dispute.withdrawal);
    yield* compareAmount("disputes", dispute.id, "fee", withdrawal?.fee ?? 0, dispute.fee);
    const reinstatement = find(dispute.id, ["adjustment"], 1);
    yield* compareState("disputes", dispute.id, "reinstatement", idOf(reinstatement), dispute.reinstatement);
  }
  for (const { id, balance_transaction: left, failure_balance_transaction: returned } of records.payouts) {
    yield* compareState("payouts", id, "balance_transaction", idOf(find(id, ["payout"])), left);
    const back = find(id, ["payout_failure", "payout_cancel"]);
    yield* compareState("payouts", id, "failure_balance_transaction", idOf(back), returned);
  }
  const payouts = new Map(records.payouts.map((payout) => [payout.id, payout]));
  for (const { id, amount, original_payout: original } of records.payouts) {
    if (original === null) continue;
    yield* compareState("payouts", original, "reversed_by", id, payouts.get(original)?.reversed_by ?? null);
    yield* compareAmount("payouts", id, "amount", 0 - (payouts.get(original)?.amount ?? 0), amount);
  }
  for (const { id, balance_transaction: change } of records.topups) {
    yield* compareState("topups", id, "balance_transaction", idOf(find(id, ["topup"])), change);
  }
}

/** Each attempt with its intent. A failed one was at the terms of its time, the others are at those of the intent. */
function* compareAttempts(records: Records, find: FindChange): Generator<Difference> {
  const intents = new Map(records.intents.map((intent) => [intent.id, intent]));
  for (const charge of records.charges) {
    const { id, status, payment_intent: named } = charge;
    const intent = intents.get(named);
    if (!intent) {
      yield missing("charges", id, "payment intent", named);
    } else if (status !== "failed") {
      yield* compareAmount("charges", id, "amount", intent.amount, charge.amount);
      yield* compareState("charges", id, "currency", intent.currency, charge.currency);
    }
    const change = idOf(find(id, ["charge", "payment"]));
    yield* compareState("charges", id, "balance_transaction", change, charge.balance_transaction);
    if (status !== "succeeded") yield* compareAmount("charges", id, "amount_captured", 0, charge.amount_captured);
    const captured = status === "succeeded" && charge.amount_captured > 0 ? 1 : 0;
    yield* compareState("charges", id, "captured", String(captured), String(charge.captured));
  }
  const attemptsOf = Map.groupBy(records.charges, ({ payment_intent: intent }) => intent);
  for (const { id, latest_charge: latest } of records.intents) {
    yield* compareState("payment_intents", id, "latest_charge", attemptsOf.get(id)?.at(-1)?.id ?? null, latest);
  }
}

/** What came of a charge is in its currency, and names its intent. */
function* compareOrigin(
  kind: "refunds" | "disputes",
  row: RefundRow | DisputeRow,
  charge: ChargeRow | undefined,
): Generator<Difference> {
  if (!charge) {
    yield missing(kind, row.id, "charge", row.charge);
    return;
  }
  yield* compareState(kind, row.id, "payment_intent", charge.payment_intent, row.payment_intent);
  yield* compareState(kind, row.id, "currency", charge.currency, row.currency);
  if (row.amount <= charge.amount_captured) return;
  const [most, found] = [String(charge.amount_captured), String(row.amount)];
  const message = `${row.id}: amount is ${found}, and only ${most} was captured.`;
  yield { kind, id: row.id, problem: "amount", expected: most, found, message };
}

const idOf = (change: Change | undefined) => change?.id ?? null;

const missing = (kind: Difference["kind"], id: string, noun: string, named: string): Difference => ({
  kind,
  id,
  problem: "missing",
  expected: named,
  found: null,
  message: `${id}: its ${noun} ${named} is missing.`,
});
