import type { Asset, Difference, LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { planPosting, type Moved } from "../balance/index.ts";
import { chartOfAccounts, listAccounts, listTransactions, type ChartAccount } from "../ledger/index.ts";
import { compareAmount } from "./reconcile-difference.ts";
import type { Records } from "./reconcile.ts";

/** What of the ledger concerns payments. */
export interface LedgerView {
  transactions: LedgerTransaction[];
  /** The code of each account of the chart, by its id. */
  codes: ReadonlyMap<string, string>;
}

const pageMax = 100;
const currencyOf = (code: string) => code.split(":").at(-1) ?? "";
const chartCodes = (currency: string) =>
  // The chart has a code for each account and any currency.
  Object.values(chartOfAccounts).map(({ code }) => code(currency as Asset));

/** Reads all accounts and transactions of the caller's account and mode. */
export async function readLedger(ctx: Context): Promise<LedgerView> {
  const accounts = await readPages((page) => listAccounts(ctx, page));
  const codes = accounts.flatMap(({ id, code }) =>
    code !== null && chartCodes(currencyOf(code)).includes(code) ? [[id, code] as const] : [],
  );
  return { transactions: await readPages((page) => listTransactions(ctx, page)), codes: new Map(codes) };
}

async function readPages<T extends { id: string }>(
  read: (page: { limit: number; starting_after?: string }) => Promise<{ data: T[]; has_more: boolean }>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1)?.id;
    const { data, has_more: more } = await read({
      limit: pageMax,
      ...(last !== undefined && { starting_after: last }),
    });
    all.push(...data);
    if (!more) return all;
  }
}

/** Compares what payments must have posted with what the ledger has, transaction by transaction, then the sums. */
export function* compareLedger(
  records: Records,
  { transactions, codes }: LedgerView,
  more: readonly Moved[],
): Generator<Difference> {
  const found = new Map(transactions.map((transaction) => [transaction.reference_id, transaction]));
  const expected = new Set<string>();
  for (const moved of [...movementsOf(records), ...more]) {
    const { reference, lines } = planPosting(moved);
    expected.add(reference);
    const wanted = describe(lines.map(({ account, amount }) => [codeOf(account, moved.currency), amount]));
    if (lines.length === 0) continue;
    const transaction = found.get(reference);
    if (!transaction) {
      yield difference(reference, "missing", wanted, null, `The ledger has no transaction ${reference}.`);
      continue;
    }
    const posted = describe(
      transaction.entries.map((entry) => [codes.get(entry.account_id) ?? entry.account_id, entry.amount]),
    );
    if (posted !== wanted) {
      yield difference(
        reference,
        "amount",
        wanted,
        posted,
        `The ledger's transaction ${reference} moves other amounts.`,
      );
    }
  }
  for (const { reference_id: reference, entries } of transactions) {
    if (expected.has(reference) || !entries.some((entry) => codes.has(entry.account_id))) continue;
    const posted = describe(entries.map((entry) => [codes.get(entry.account_id) ?? entry.account_id, entry.amount]));
    yield difference(
      reference,
      "unexpected",
      null,
      posted,
      `No payment explains the ledger's transaction ${reference}.`,
    );
  }
  yield* compareSums(records, transactions, codes);
}

/** Every movement that the records stand for. */
function* movementsOf(records: Records): Generator<Moved> {
  const changes = new Map(records.balanceTransactions.map((row) => [`${row.source}:${row.type}`, row]));
  const byId = new Map(records.balanceTransactions.map((row) => [row.id, row]));
  const heldOf = (row: { created: number; available_on: number } | undefined) =>
    row && row.available_on > row.created ? "pending" : "available";
  const paidByCash = new Set(records.cash.map((row) => row.payment_intent));

  for (const { id, payment_intent: intent, captured, amount_captured: amount, currency } of records.charges) {
    if (captured === 0) continue;
    const change = changes.get(`${id}:charge`) ?? changes.get(`${id}:payment`);
    const movement = paidByCash.has(intent) ? "cash_charge" : "charge";
    yield { movement, cause: id, currency, amount, ...feesOf(change), held: heldOf(change) };
  }
  for (const { id, amount, currency, status } of records.refunds) {
    yield { movement: "refund", cause: id, currency, amount, held: heldOf(changes.get(`${id}:refund`)) };
    if (status === "pending" || status === "succeeded") continue;
    yield { movement: "refund_return", cause: id, currency, amount, held: heldOf(changes.get(`${id}:refund_failure`)) };
  }
  for (const { id, amount, currency, fee, withdrawal, reinstatement } of records.disputes) {
    if (withdrawal !== null) {
      yield { movement: "dispute", cause: id, currency, amount, fee, held: heldOf(byId.get(withdrawal)) };
    }
    if (reinstatement !== null) {
      yield { movement: "dispute_won", cause: id, currency, amount, held: heldOf(byId.get(reinstatement)) };
    }
  }
  for (const { id, amount, currency, status } of records.payouts) {
    if (amount < 0) {
      yield { movement: "payout_reversal", cause: id, currency, amount: -amount };
      continue;
    }
    yield { movement: "payout", cause: id, currency, amount };
    if (status === "paid") yield { movement: "payout_paid", cause: id, currency, amount };
    if (status === "failed" || status === "canceled") yield { movement: "payout_return", cause: id, currency, amount };
  }
  for (const { id, amount, currency, status } of records.topups) {
    if (status === "succeeded") yield { movement: "topup", cause: id, currency, amount };
  }
  for (const [rows, movement] of [
    [records.transfers, "transfer"],
    [records.reversals, "transfer_reversal"],
    [records.receivedPayments, "transfer_received"],
    [records.receivedRefunds, "transfer_returned"],
    [records.applicationFees, "application_fee"],
    [records.applicationFeeRefunds, "application_fee_refund"],
    [records.returnedFees, "application_fee_returned"],
  ] as const) {
    for (const { id, amount, currency, balance_transaction } of rows) {
      const change = byId.get(balance_transaction);
      yield { movement, cause: id, currency, amount, ...feesOf(change), held: heldOf(change) };
    }
  }
  for (const { id, net, currency, status, created, available_on: availableOn } of records.balanceTransactions) {
    if (status === "available" && availableOn > created) {
      yield { movement: "became_available", cause: id, currency, amount: net };
    }
  }
  for (const { id, net_amount: amount, currency, type } of records.cash) {
    if (type === "funded") yield { movement: "cash_funded", cause: id, currency, amount };
  }
}

/** What was taken of a change of the balance. */
const feesOf = (change: Records["balanceTransactions"][number] | undefined) => ({
  fee: change?.fee ?? 0,
  applicationFee: change?.application_fee ?? 0,
});

/** The balance against its own sums, and against the two accounts that stand for it. */
function* compareSums(
  records: Records,
  transactions: readonly LedgerTransaction[],
  codes: ReadonlyMap<string, string>,
): Generator<Difference> {
  const ledger = new Map<string, number>();
  for (const { entries } of transactions) {
    for (const { account_id: account, amount } of entries) {
      const code = codes.get(account);
      if (code !== undefined) ledger.set(code, (ledger.get(code) ?? 0) + amount);
    }
  }
  const balance = new Map<string, number>();
  for (const { status, currency, net } of records.balanceTransactions) {
    const code = codeOf(status, currency);
    balance.set(code, (balance.get(code) ?? 0) + net);
  }
  const kept = new Map(records.balanceSums.map(({ status, currency, net }) => [codeOf(status, currency), net]));
  const currencies = new Set([...balance.keys(), ...kept.keys(), ...ledger.keys()].map(currencyOf));
  for (const currency of [...currencies].toSorted()) {
    for (const account of ["pending", "available"] as const) {
      const code = codeOf(account, currency as Asset);
      const [wanted, has] = [balance.get(code) ?? 0, ledger.get(code) ?? 0];
      yield* compareAmount("accounts", code, `the sum of what is ${account}`, wanted, kept.get(code) ?? 0);
      if (wanted === has) continue;
      yield {
        kind: "accounts",
        id: code,
        problem: "amount",
        expected: String(wanted),
        found: String(has),
        message: `The account ${code} holds ${has}; by the balance it must be ${wanted}.`,
      };
    }
  }
}

const codeOf = (account: ChartAccount, currency: Asset) => chartOfAccounts[account].code(currency);

/** Lines as text, in an order of their own, so that two texts are equal when the postings are. */
function describe(lines: readonly (readonly [code: string, amount: number])[]): string {
  const sums = new Map<string, number>();
  for (const [code, amount] of lines) sums.set(code, (sums.get(code) ?? 0) + amount);
  return [...sums]
    .map(([code, amount]) => `${code} ${amount}`)
    .toSorted()
    .join(", ");
}

const difference = (
  id: string,
  problem: Difference["problem"],
  expected: string | null,
  found: string | null,
  message: string,
): Difference => ({ kind: "ledger_transactions", id, problem, expected, found, message });
