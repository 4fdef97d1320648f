import type { InputOf, LedgerTransaction, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Line } from "./lines.ts";
import { getPending, resolve } from "./resolve.ts";

/** Posts a pending transaction, in full or in part; what is left of the hold is released. */
export async function postTransaction(
  ctx: Context,
  { id, amount }: InputOf<Operations["ledger_transactions.post"]>,
): Promise<LedgerTransaction | DomainError> {
  const row = await getPending(ctx, id);
  if (row instanceof DomainError) return row;
  return resolve(ctx, row, "posted", (held) => (amount === undefined ? held : scale(held, amount)));
}

/** The lines in the proportion of `amount` to what the debits hold. Nothing is rounded: it fits exactly, or is refused. */
function scale(held: readonly Line[], amount: number): Line[] {
  const currencies = new Set(held.map((line) => line.currency));
  if (currencies.size > 1) {
    throw new DomainError("hold_amount_indivisible", {
      message: "The hold is in several currencies, which one amount cannot divide.",
      param: "amount",
    });
  }
  const total = held.reduce((sum, line) => (line.amount > 0 ? sum + BigInt(line.amount) : sum), 0n);
  if (BigInt(amount) > total) {
    throw new DomainError("hold_amount_exceeded", { message: `The transaction holds ${total}.`, param: "amount" });
  }
  return held.map((line) => {
    const scaled = BigInt(line.amount) * BigInt(amount);
    if (scaled % total !== 0n) {
      throw new DomainError("hold_amount_indivisible", {
        message: `${amount} of ${total} does not divide the entry of ${line.amount} without rounding.`,
        param: "amount",
      });
    }
    return { ...line, amount: Number(scaled / total) };
  });
}
