import type { ExchangeRate, LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { contentOf, findEarlier, type TransactionInput } from "./content.ts";
import { assertRates } from "./exchange-rates.ts";
import { assertBalanced, nameById, resolveLines } from "./lines.ts";
import { keepRefusal } from "./refusal.ts";
import { showTransaction } from "./transaction.ts";
import { writeTransaction } from "./write-transaction.ts";

/**
 * Records a transaction whose entries sum to zero in each currency, and moves the balances, or holds its amounts. The same
 * reference with the same content answers the first transaction; nothing is recorded twice. Throws when it cannot.
 */
export async function recordTransaction(ctx: Context, input: TransactionInput): Promise<LedgerTransaction> {
  const sent = contentOf(input);
  const earlier = await findEarlier(ctx, sent);
  if (earlier) return showTransaction(ctx, earlier);
  const lines = await resolveLines(ctx, input.entries);
  assertBalanced(lines);
  const rates: readonly ExchangeRate[] = input.exchange_rates ?? [];
  assertRates(rates, lines);
  return writeTransaction(ctx, sent, lines);
}

/**
 * Records a transaction as `recordTransaction` does, its accounts named by their ids or codes; one that fails on the state of
 * the ledger stays failed.
 */
export async function createTransaction(ctx: Context, sent: TransactionInput) {
  const input = await nameById(ctx, sent);
  return keepRefusal(
    ctx,
    () => input,
    () => recordTransaction(ctx, input),
  );
}
