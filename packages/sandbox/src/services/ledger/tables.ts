import type { Asset, ErrorCode, LedgerAccountType, LedgerTransactionStatus } from "@micro/sdk/contract";

import type { Numbered } from "../../platform/db/statement.ts";

export interface AccountRow {
  n: number;
  id: string;
  realm: number;
  name: string;
  type: LedgerAccountType;
  currency: Asset | null;
  code: string | null;
  /** Who holds the account; the caller's account itself when null. */
  user_id: string | null;
  /** The least balance on the normal side, holds included; null for none. */
  min_balance: number | null;
  /** The greatest balance on the normal side, holds included; null for none. */
  max_balance: number | null;
  metadata: string;
  created: number;
  /** Null while the account is open. It changes, as `name` and `metadata` do; the rest stays. */
  closed_at: number | null;
}

/** That an account was closed or opened again. */
export interface ClosureRow {
  n: number;
  realm: number;
  account: string;
  /** 1 for closed, 0 for opened again. */
  closed: number;
  created: number;
}

/** How an account is called and what is noted on it, from an instant on. */
export interface DetailsRow extends Pick<AccountRow, "n" | "realm" | "name" | "metadata" | "created"> {
  account: string;
}

export interface BalanceRow {
  account: string;
  currency: Asset;
  /** Debit positive, whatever the account's normal side. */
  posted: number;
  /** What pending transactions would debit. */
  held_debit: number;
  /** What pending transactions would credit, as a positive number. */
  held_credit: number;
  /** Counts the entries. */
  version: number;
  /** 1 where debits raise the balance, −1 where credits do. */
  sign: number;
  min_balance: number | null;
  max_balance: number | null;
}

/** What the caller sent of a transaction, apart from its reference: it tells a repeat from a conflict. */
export interface Content {
  description: string | null;
  metadata: string;
  /** Digest of the entries as they were sent. */
  entries_digest: string;
  exchange_rates: string;
  /** 1 for a transaction that only holds at first. */
  pending: number;
  /** Null: at the moment it is recorded, or posted. */
  effective_at: number | null;
}

export interface TransactionRow extends Content {
  n: number;
  id: string;
  realm: number;
  reference_id: string;
  expires_at: number | null;
  /** The transaction that this one undoes. */
  reverses: string | null;
  created: number;
}

/** A transaction with what came of it. */
export interface JournalRow extends TransactionRow {
  status: LedgerTransactionStatus;
  resolved_at: number | null;
  reversed_by: string | null;
}

/** How a pending transaction ended. */
export interface ResolutionRow {
  n: number;
  realm: number;
  ledger_transaction: string;
  outcome: Extract<LedgerTransactionStatus, "posted" | "voided" | "expired">;
  created: number;
}

/** One line of a pending transaction. */
export interface HoldRow {
  n: number;
  id: string;
  realm: number;
  ledger_transaction: string;
  account: string;
  currency: Asset;
  /** Debit positive. */
  amount: number;
  created: number;
}

export interface EntryRow extends HoldRow {
  /** The account's posted balance behind this entry, debit positive. */
  balance_after: number;
  account_version: number;
  sign: number;
  effective_at: number;
}

/** A reference whose transaction failed on the state of the ledger: it stays failed. */
export interface RefusalRow extends Content {
  n: number;
  realm: number;
  reference_id: string;
  expires_in_s: number | null;
  code: ErrorCode;
  message: string;
  param: string | null;
  created: number;
}

/** Where a realm's chain ends: what the next link begins with. */
export interface HeadRow {
  realm: number;
  seq: number;
  hash: string;
  created: number;
}

/** What a link of the chain seals. */
export type LinkKind = "account" | "details" | "closure" | "transaction" | "resolution" | "refusal";

/** One link of a realm's chain of hashes. */
export interface LinkRow {
  realm: number;
  seq: number;
  kind: LinkKind;
  /** The id, or for a refusal the reference, of what it seals. */
  subject: string;
  created: number;
  /** SHA-256 in hex, over the link before and the rows that this one seals. */
  hash: string;
}

export interface LedgerTables {
  ledger_accounts: Numbered<AccountRow>;
  ledger_closures: Numbered<ClosureRow>;
  ledger_account_details: Numbered<DetailsRow>;
  ledger_balances: BalanceRow;
  ledger_transactions: Numbered<TransactionRow>;
  ledger_journal: JournalRow;
  ledger_resolutions: Numbered<ResolutionRow>;
  ledger_holds: Numbered<HoldRow>;
  ledger_entries: Numbered<EntryRow>;
  ledger_refusals: Numbered<RefusalRow>;
  ledger_heads: HeadRow;
  ledger_chain: LinkRow;
}
