import type {
  Asset,
  BalanceTransactionType,
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
}

export interface PayoutRow extends OwnedRow {
  amount: number;
  currency: Asset;
  status: PayoutStatus;
  destination: PayoutDestination;
  method: "standard" | "instant";
  automatic: number;
  arrival_date: number;
  balance_transaction: string | null;
  failure_balance_transaction: string | null;
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
  },
  {
    constraints: ["CONSTRAINT net_is_amount_less_fee CHECK (net = amount - fee)"],
    statements: [
      // A dispute withdraws and reinstates; every other cause changes the balance once.
      "CREATE UNIQUE INDEX balance_changes_once ON balance_transactions (source, type, realm) WHERE type <> 'adjustment'",
      "CREATE INDEX balance_transactions_by_state ON balance_transactions (realm, currency, status, net)",
      "CREATE INDEX balance_transactions_pending ON balance_transactions (realm, available_on, n) WHERE status = 'pending'",
    ],
  },
);

export const payoutTable = defineTable<PayoutRow>("payouts", {
  amount: "INTEGER NOT NULL CHECK (amount > 0)",
  currency: "TEXT NOT NULL",
  status: "TEXT NOT NULL",
  destination: "TEXT NOT NULL",
  method: "TEXT NOT NULL",
  automatic: "INTEGER NOT NULL",
  arrival_date: "INTEGER NOT NULL",
  balance_transaction: "TEXT",
  failure_balance_transaction: "TEXT",
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

export const balanceSchema = [balanceTransactionTable.schema, payoutTable.schema, topupTable.schema].join(";\n");
