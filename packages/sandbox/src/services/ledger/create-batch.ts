import type { InputOf, LedgerTransaction, Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import type { TransactionInput } from "./content.ts";
import { nameById } from "./lines.ts";
import { createTransaction, recordTransaction } from "./record-transaction.ts";
import { keepRefusal } from "./refusal.ts";

type Batch = OutputOf<Operations["ledger_transactions.create_batch"]>;

/** Records many transactions in one call: all or none, or each on its own. */
export async function createBatch(
  ctx: Context,
  { transactions, atomic = true }: InputOf<Operations["ledger_transactions.create_batch"]>,
): Promise<Batch | DomainError> {
  return atomic ? recordAll(ctx, transactions) : recordEach(ctx, transactions);
}

async function recordAll(ctx: Context, sent: readonly TransactionInput[]): Promise<Batch | DomainError> {
  const transactions: TransactionInput[] = [];
  let at = 0;
  const failing = () => {
    const input = transactions[at];
    if (!input) throw new Error("The batch has no such transaction.");
    return input;
  };
  const place = (error: DomainError) => {
    const path = `transactions[${at}]`;
    const { param, ...details } = error.details;
    return new DomainError(error.code, { ...details, param: param === undefined ? path : `${path}.${param}` });
  };
  try {
    for (const input of sent) at = transactions.push(await nameById(ctx, input));
    const recorded = await keepRefusal(ctx, failing, async () => {
      const results: LedgerTransaction[] = [];
      for (at = 0; at < transactions.length; at += 1) results.push(await recordTransaction(ctx, failing()));
      return results;
    });
    if (recorded instanceof DomainError) return place(recorded);
    return answer(true, recorded.map(success));
  } catch (cause) {
    throw cause instanceof DomainError ? place(cause) : cause;
  }
}

async function recordEach(ctx: Context, transactions: readonly TransactionInput[]): Promise<Batch> {
  const results: Batch["results"] = [];
  for (const input of transactions) {
    const result = await createTransaction(ctx, input).catch((cause: unknown) => {
      if (cause instanceof DomainError) return cause;
      throw cause;
    });
    results.push(result instanceof DomainError ? failure(input, result) : success(result));
  }
  return answer(false, results);
}

const success = (transaction: LedgerTransaction) => ({
  reference_id: transaction.reference_id,
  transaction,
  error: null,
});

const failure = (input: TransactionInput, { code, message, details }: DomainError) => ({
  reference_id: input.reference_id,
  transaction: null,
  error: { code, message, param: details.param ?? null },
});

function answer(atomic: boolean, results: Batch["results"]): Batch {
  const recorded = results.filter((result) => result.error === null).length;
  return { object: "ledger_batch", atomic, recorded, failed: results.length - recorded, results };
}
