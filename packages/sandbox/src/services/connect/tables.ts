import type { Asset, ConnectedAccount } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";

export interface ConnectedAccountRow extends OwnedRow {
  type: ConnectedAccount["type"];
  country: string;
  default_currency: Asset;
  email: string | null;
  business_type: ConnectedAccount["business_type"];
  /** JSON. */
  business_profile: string;
  /** JSON array of the names of those that were requested. */
  capabilities: string;
  /** Whether its holder is identified. */
  onboarded: number;
  closed: number;
  metadata: string;
}

export interface AccountLinkRow extends OwnedRow {
  account: string;
  type: "account_onboarding" | "account_update" | "login";
  /** Where the holder goes from the page; none after a login. */
  return_url: string | null;
  refresh_url: string | null;
  expires_at: number;
  used: number;
}

export interface TransferRow extends OwnedRow {
  amount: number;
  amount_reversed: number;
  currency: Asset;
  destination: string;
  destination_payment: string;
  source_transaction: string | null;
  transfer_group: string | null;
  description: string | null;
  balance_transaction: string;
  metadata: string;
}

export interface ApplicationFeeRow extends OwnedRow {
  account: string;
  amount: number;
  amount_refunded: number;
  currency: Asset;
  charge: string;
  originating_transaction: string | null;
  balance_transaction: string;
}

export interface ApplicationFeeRefundRow extends OwnedRow {
  fee: string;
  amount: number;
  currency: Asset;
  balance_transaction: string;
  metadata: string;
}

export interface ReversalRow extends OwnedRow {
  transfer: string;
  amount: number;
  currency: Asset;
  balance_transaction: string;
  destination_payment_refund: string;
  metadata: string;
}

/** A transfer as its destination has it, a reversal, or a fee that came back, in the destination's realm. */
export interface ReceivedRow extends OwnedRow {
  /** The id of the transfer or the fee. */
  cause: string;
  amount: number;
  currency: Asset;
  balance_transaction: string;
}

export const connectedAccountTable = defineTable<ConnectedAccountRow>("connected_accounts", {
  type: "TEXT NOT NULL",
  country: "TEXT NOT NULL",
  default_currency: "TEXT NOT NULL",
  email: "TEXT",
  business_type: "TEXT",
  business_profile: "TEXT NOT NULL",
  capabilities: "TEXT NOT NULL",
  onboarded: "INTEGER NOT NULL",
  closed: "INTEGER NOT NULL",
  metadata: "TEXT NOT NULL",
});

export const accountLinkTable = defineTable<AccountLinkRow>("account_links", {
  account: "TEXT NOT NULL",
  type: "TEXT NOT NULL",
  return_url: "TEXT",
  refresh_url: "TEXT",
  expires_at: "INTEGER NOT NULL",
  used: "INTEGER NOT NULL",
});

export const transferTable = defineTable<TransferRow>(
  "transfers",
  {
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    amount_reversed: "INTEGER NOT NULL",
    currency: "TEXT NOT NULL",
    destination: "TEXT NOT NULL",
    destination_payment: "TEXT NOT NULL",
    source_transaction: "TEXT",
    transfer_group: "TEXT",
    description: "TEXT",
    balance_transaction: "TEXT NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: ["CONSTRAINT reversed_at_most_in_full CHECK (amount_reversed BETWEEN 0 AND amount)"],
    statements: ["CREATE INDEX transfers_by_source ON transfers (realm, source_transaction)"],
  },
);

export const reversalTable = defineTable<ReversalRow>(
  "transfer_reversals",
  {
    transfer: "TEXT NOT NULL",
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    currency: "TEXT NOT NULL",
    balance_transaction: "TEXT NOT NULL",
    destination_payment_refund: "TEXT NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX transfer_reversals_by_transfer ON transfer_reversals (realm, transfer, n)"] },
);

export interface ReceivedPaymentRow extends ReceivedRow {
  /** What the platform took of it. */
  application_fee_amount: number;
}

export const applicationFeeTable = defineTable<ApplicationFeeRow>(
  "application_fees",
  {
    account: "TEXT NOT NULL",
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    amount_refunded: "INTEGER NOT NULL",
    currency: "TEXT NOT NULL",
    charge: "TEXT NOT NULL UNIQUE",
    originating_transaction: "TEXT",
    balance_transaction: "TEXT NOT NULL",
  },
  { constraints: ["CONSTRAINT fee_refunded_at_most_in_full CHECK (amount_refunded BETWEEN 0 AND amount)"] },
);

export const applicationFeeRefundTable = defineTable<ApplicationFeeRefundRow>(
  "application_fee_refunds",
  {
    fee: "TEXT NOT NULL REFERENCES application_fees (id)",
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    currency: "TEXT NOT NULL",
    balance_transaction: "TEXT NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX application_fee_refunds_by_fee ON application_fee_refunds (realm, fee, n)"] },
);

const received = {
  cause: "TEXT NOT NULL",
  amount: "INTEGER NOT NULL CHECK (amount > 0)",
  currency: "TEXT NOT NULL",
  balance_transaction: "TEXT NOT NULL",
};
export const receivedPaymentTable = defineTable<ReceivedPaymentRow>("received_payments", {
  ...received,
  application_fee_amount: "INTEGER NOT NULL CHECK (application_fee_amount BETWEEN 0 AND amount)",
});
export const receivedRefundTable = defineTable<ReceivedRow>("received_refunds", received);
export const returnedFeeTable = defineTable<ReceivedRow>("returned_fees", received);

export const connectSchema = [
  connectedAccountTable,
  accountLinkTable,
  transferTable,
  reversalTable,
  receivedPaymentTable,
  receivedRefundTable,
  applicationFeeTable,
  applicationFeeRefundTable,
  returnedFeeTable,
]
  .map(({ schema }) => schema)
  .join(";\n");
