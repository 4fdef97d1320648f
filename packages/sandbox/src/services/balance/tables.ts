import type {
  Asset,
  BalanceTransactionType,
  BankAccount,
  PayoutDestination,
  PayoutStatus,
  TopupSource,
  TopupStatus,
} from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";

export interface BalanceTransactionRow extends OwnedRow {
  type: BalanceTransactionType;
  source: string;
  currency: Asset;
  amount: number;
  /** All fees together. */
  fee: number;
  /** What of them went to the platform. */
  application_fee: number;
  net: number;
  description: string | null;
  status: "pending" | "available";
  available_on: number;
  /** The automatic payout that paid it out. */
  payout: string | null;
}

export interface BankAccountRow extends OwnedRow {
  account: string;
  account_holder_name: string | null;
  account_holder_type: BankAccount["account_holder_type"];
  /** What becomes of a payout to it: as of one to this test account. */
  behaves_as: PayoutDestination;
  country: string;
  currency: Asset;
  is_default: number;
  fingerprint: string;
  last4: string;
  routing_number: string | null;
  closed: number;
  metadata: string;
}

export interface PayoutRow extends OwnedRow {
  /** Below zero where it takes another one back. */
  amount: number;
  currency: Asset;
  status: PayoutStatus;
  destination: string;
  /** The test account that decides what becomes of it. */
  behaves_as: PayoutDestination;
  method: "standard" | "instant";
  automatic: number;
  arrival_date: number;
  balance_transaction: string | null;
  failure_balance_transaction: string | null;
  original_payout: string | null;
  reversed_by: string | null;
  failure_code: string | null;
  failure_message: string | null;
  description: string | null;
  statement_descriptor: string | null;
  metadata: string;
}

export interface TopupRow extends OwnedRow {
  amount: number;
  currency: Asset;
  status: TopupStatus;
  source: TopupSource;
  balance_transaction: string | null;
  description: string | null;
  expected_availability_date: number;
  failure_code: string | null;
  failure_message: string | null;
  statement_descriptor: string | null;
  transfer_group: string | null;
  metadata: string;
}

export const balanceTransactionTable = defineTable<BalanceTransactionRow>(
  "balance_transactions",
  {
    type: "TEXT NOT NULL",
    source: "TEXT NOT NULL",
    currency: "TEXT NOT NULL",
    amount: "INTEGER NOT NULL",
    fee: "INTEGER NOT NULL CHECK (fee >= 0)",
    application_fee: "INTEGER NOT NULL CHECK (application_fee BETWEEN 0 AND fee)",
    net: "INTEGER NOT NULL",
    description: "TEXT",
    status: "TEXT NOT NULL",
    available_on: "INTEGER NOT NULL",
    payout: "TEXT",
  },
  {
    constraints: ["CONSTRAINT net_is_amount_less_fee CHECK (net = amount - fee)"],
    statements: [
      // A dispute withdraws and reinstates; every other cause changes the balance once.
      "CREATE UNIQUE INDEX balance_changes_once ON balance_transactions (source, type, realm) WHERE type <> 'adjustment'",
      "CREATE INDEX balance_transactions_pending ON balance_transactions (realm, available_on, n) WHERE status = 'pending'",
      "CREATE INDEX balance_transactions_not_paid_out ON balance_transactions (realm, currency) WHERE status = 'available' AND payout IS NULL",
      "CREATE INDEX balance_transactions_by_payout ON balance_transactions (payout, n) WHERE payout IS NOT NULL",
    ],
  },
);

export const bankAccountTable = defineTable<BankAccountRow>(
  "bank_accounts",
  {
    account: "TEXT NOT NULL",
    account_holder_name: "TEXT",
    account_holder_type: "TEXT",
    behaves_as: "TEXT NOT NULL",
    country: "TEXT NOT NULL",
    currency: "TEXT NOT NULL",
    is_default: "INTEGER NOT NULL",
    fingerprint: "TEXT NOT NULL",
    last4: "TEXT NOT NULL",
    routing_number: "TEXT",
    closed: "INTEGER NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  {
    statements: [
      "CREATE UNIQUE INDEX bank_accounts_default_once ON bank_accounts (realm, currency) WHERE is_default = 1",
    ],
  },
);

export const payoutTable = defineTable<PayoutRow>("payouts", {
  amount: "INTEGER NOT NULL CHECK (amount <> 0)",
  currency: "TEXT NOT NULL",
  status: "TEXT NOT NULL",
  destination: "TEXT NOT NULL",
  behaves_as: "TEXT NOT NULL",
  method: "TEXT NOT NULL",
  automatic: "INTEGER NOT NULL",
  arrival_date: "INTEGER NOT NULL",
  balance_transaction: "TEXT",
  failure_balance_transaction: "TEXT",
  original_payout: "TEXT",
  reversed_by: "TEXT",
  failure_code: "TEXT",
  failure_message: "TEXT",
  description: "TEXT",
  statement_descriptor: "TEXT",
  metadata: "TEXT NOT NULL",
});

export const topupTable = defineTable<TopupRow>("topups", {
  amount: "INTEGER NOT NULL CHECK (amount > 0)",
  currency: "TEXT NOT NULL",
  status: "TEXT NOT NULL",
  source: "TEXT NOT NULL",
  balance_transaction: "TEXT",
  description: "TEXT",
  expected_availability_date: "INTEGER NOT NULL",
  failure_code: "TEXT",
  failure_message: "TEXT",
  statement_descriptor: "TEXT",
  transfer_group: "TEXT",
  metadata: "TEXT NOT NULL",
});

/** What is pending and what is available of a currency, kept with each change: an account may have a million of them. */
export interface BalanceSumRow {
  realm: number;
  currency: Asset;
  status: BalanceTransactionRow["status"];
  net: number;
}

const sumSchema = `
  CREATE TABLE balance_sums (
    realm INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    net INTEGER NOT NULL,
    PRIMARY KEY (realm, currency, status)
  )`;

export const balanceSchema = [
  ...[balanceTransactionTable, bankAccountTable, payoutTable, topupTable].map(({ schema }) => schema),
  sumSchema,
].join(";\n");
