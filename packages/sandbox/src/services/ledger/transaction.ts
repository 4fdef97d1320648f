import type { ExchangeRate, LedgerEntry, LedgerTransaction } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { onSide } from "./account.ts";
import { lineIdsOf } from "./line-ids.ts";
import { entriesOf, findTransaction, holdsOf } from "./store.ts";
import type { EntryRow, HoldRow, JournalRow } from "./tables.ts";

/** The entry as the API shows it. */
export function toEntry(row: EntryRow): LedgerEntry {
  return {
    ...toLine(row, row.effective_at),
    balance_after: onSide(row.balance_after, row.sign),
    account_version: row.account_version,
  };
}

function toLine(row: HoldRow, effectiveAt: number): LedgerEntry {
  return {
    id: row.id,
    object: "ledger_entry",
    transaction: row.ledger_transaction,
    account_id: row.account,
    amount: row.amount,
    currency: row.currency,
    direction: row.amount > 0 ? "debit" : "credit",
    balance_after: null,
    account_version: null,
    effective_at: effectiveAt,
    created: row.created,
  };
}

/** The caller's transaction with this id, or the error that there is none. */
export async function getTransactionRow({ tx, principal }: Context, id: string): Promise<JournalRow> {
  const row = await tx.first(findTransaction, { id, realm: principal.realm });
  if (!row) throw resourceMissing("ledger transaction", id);
  return row;
}

/** Reads the lines of a transaction and shows it: those that moved balances, or else those that were held. */
export async function showTransaction({ tx, principal }: Context, row: JournalRow): Promise<LedgerTransaction> {
  const isPosted = row.status === "recorded" || row.status === "posted";
  const lines = await (isPosted ? entriesOfTransaction(tx, row.id) : holdsOfTransaction(tx, row.id));
  return toTransaction(row, lines, principal.mode === "live");
}

/** The entries of a transaction, in the order in which they were sent. */
export function entriesOfTransaction(db: Reader, id: string): Promise<EntryRow[]> {
  return db.all(entriesOf, { ledger_transaction: id, ...lineIdsOf(id) });
}

/** What a transaction holds or held, in the order in which it was sent. */
export function holdsOfTransaction(db: Reader, id: string): Promise<HoldRow[]> {
  return db.all(holdsOf, { ledger_transaction: id, ...lineIdsOf(id) });
}

/** The transaction as the API shows it. */
export function toTransaction(
  row: JournalRow,
  lines: readonly (HoldRow | EntryRow)[],
  livemode: boolean,
): LedgerTransaction {
  const effectiveAt = row.effective_at ?? (row.status === "posted" ? row.resolved_at : null) ?? row.created;
  return {
    id: row.id,
    object: "ledger_transaction",
    reference_id: row.reference_id,
    description: row.description,
    status: row.status,
    entries: lines.map((line) => ("balance_after" in line ? toEntry(line) : toLine(line, effectiveAt))),
    exchange_rates: JSON.parse(row.exchange_rates) as ExchangeRate[],
    effective_at: effectiveAt,
    expires_at: row.expires_at,
    resolved_at: row.resolved_at,
    reverses: row.reverses,
    reversed_by: row.reversed_by,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    created: row.created,
    livemode,
  };
}
