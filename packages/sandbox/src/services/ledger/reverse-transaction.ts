import type { InputOf, LedgerTransaction, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { contentOf, findEarlier } from "./content.ts";
import { linesOf } from "./lines.ts";
import { entriesOfTransaction, getTransactionRow, showTransaction } from "./transaction.ts";
import { writeTransaction } from "./write-transaction.ts";

/** Records the opposite of a transaction, linked to it, at most once. The limits of its accounts hold here as anywhere. */
export async function reverseTransaction(
  ctx: Context,
  input: InputOf<Operations["ledger_transactions.reverse"]>,
): Promise<LedgerTransaction> {
  const { id, reference_id = `reversal:${id}`, description = `Reversal of ${id}`, effective_at, metadata } = input;
  const row = await getTransactionRow(ctx, id);
  if (row.reversed_by !== null) {
    throw new DomainError("transaction_already_reversed", {
      message: `The transaction ${id} was reversed by ${row.reversed_by}.`,
      param: "id",
      resource: { ledger_transaction: await showTransaction(ctx, row) },
    });
  }
  if (row.status !== "recorded" && row.status !== "posted") {
    throw new DomainError("transaction_not_reversible", {
      message: `The transaction ${id} is ${row.status}: it moved no balance.`,
      param: "id",
    });
  }

  const lines = await linesOf(ctx, await entriesOfTransaction(ctx.tx, id), -1);
  const sent = contentOf({
    reference_id,
    description,
    entries: lines.map(({ account, amount, currency }) => ({ account_id: account.id, amount, currency })),
    ...(effective_at !== undefined && { effective_at }),
    ...(metadata !== undefined && { metadata }),
  });
  if (await findEarlier(ctx, sent)) {
    throw new DomainError("reference_conflict", {
      message: `The reference '${reference_id}' is in use by a transaction that is no reversal of ${id}.`,
      param: "reference_id",
    });
  }
  const reversal = await writeTransaction(ctx, sent, lines, id);
  await recordEvent(ctx, "transaction.reversed", await showTransaction(ctx, { ...row, reversed_by: reversal.id }));
  return reversal;
}
