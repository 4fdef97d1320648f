import type {
  Asset,
  Charge,
  Dispute,
  NextAction,
  PaymentIntent,
  PaymentIntentStatus,
  Refund,
  SetupIntent,
} from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";

export interface PaymentIntentRow extends OwnedRow {
  amount: number;
  amount_capturable: number;
  amount_received: number;
  /** What of a bank transfer that is too small is there for it. */
  amount_funded: number;
  /** What a platform takes of it. */
  application_fee_amount: number | null;
  currency: Asset;
  status: PaymentIntentStatus;
  capture_method: PaymentIntent["capture_method"];
  confirmation_method: PaymentIntent["confirmation_method"];
  /** Whether what is authorised can be raised, and how often that was tried. */
  incremental: number;
  increments: number;
  /** Whether the payer has authenticated, and the payment waits to be confirmed again. */
  authenticated: number;
  customer: string | null;
  description: string | null;
  /** The invoice or the Checkout session that asks for the payment, and says what it comes to. */
  owner: string | null;
  payment_method: string | null;
  /** JSON of the types that may be used. */
  payment_method_types: string;
  /** Which redirects are allowed, where the methods follow from what fits. */
  automatic_payment_methods: "always" | "never" | null;
  latest_charge: string | null;
  /** JSON of a PaymentError. */
  last_payment_error: string | null;
  next_action: NextAction["type"] | null;
  cancellation_reason: PaymentIntent["cancellation_reason"];
  canceled_at: number | null;
  setup_future_usage: PaymentIntent["setup_future_usage"];
  return_url: string | null;
  on_behalf_of: string | null;
  receipt_email: string | null;
  /** JSON of a Shipping. */
  shipping: string | null;
  /** JSON of a TransferData. */
  transfer_data: string | null;
  transfer_group: string | null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  metadata: string;
}

export interface ChargeRow extends OwnedRow {
  payment_intent: string;
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  application_fee: string | null;
  application_fee_amount: number | null;
  currency: Asset;
  status: Charge["status"];
  captured: number;
  /** Whether what it held was given back without being captured. */
  released: number;
  customer: string | null;
  disputed: number;
  failure_code: string | null;
  failure_message: string | null;
  /** The invoice that its intent is of. */
  invoice: string | null;
  on_behalf_of: string | null;
  /** JSON of the charge's outcome. */
  outcome: string;
  payment_method: string;
  /** JSON of the charge's payment method details. */
  payment_method_details: string;
  billing_details: string;
  balance_transaction: string | null;
  description: string | null;
  receipt_email: string | null;
  shipping: string | null;
  transfer: string | null;
  /** JSON of a TransferData. */
  transfer_data: string | null;
  transfer_group: string | null;
  statement_descriptor: string | null;
  metadata: string;
}

export interface RefundRow extends OwnedRow {
  charge: string;
  payment_intent: string;
  amount: number;
  currency: Asset;
  status: Refund["status"];
  reason: Refund["reason"];
  failure_reason: string | null;
  balance_transaction: string | null;
  failure_balance_transaction: string | null;
  transfer_reversal: string | null;
  /** What it took back of the charge's transfer; null where that was not asked for. */
  transfer_reversed: number | null;
  /** What it gave back of the charge's application fee; null where that was not asked for. */
  fee_refunded: number | null;
  metadata: string;
}

export interface DisputeRow extends OwnedRow {
  charge: string;
  payment_intent: string;
  amount: number;
  currency: Asset;
  status: Dispute["status"];
  reason: Dispute["reason"];
  /** JSON of the evidence, by field. */
  evidence: string;
  submission_count: number;
  due_by: number;
  /** What the processor took. */
  fee: number;
  withdrawal: string | null;
  reinstatement: string | null;
  metadata: string;
}

export interface SetupIntentRow extends OwnedRow {
  status: SetupIntent["status"];
  customer: string | null;
  description: string | null;
  payment_method: string | null;
  payment_method_types: string;
  usage: SetupIntent["usage"];
  /** JSON of a PaymentError. */
  last_setup_error: string | null;
  cancellation_reason: SetupIntent["cancellation_reason"];
  return_url: string | null;
  metadata: string;
}

export interface ConfirmationTokenRow extends OwnedRow {
  payment_method: string;
  /** JSON of what the method was when it was collected. */
  payment_method_preview: string;
  /** The intent that was confirmed with it. */
  payment_intent: string | null;
  setup_intent: string | null;
  return_url: string | null;
  setup_future_usage: PaymentIntent["setup_future_usage"];
  /** JSON of a Shipping, as it was sent. */
  shipping: string | null;
  expires_at: number;
  metadata: string;
}

export interface CashTransactionRow extends OwnedRow {
  customer: string;
  currency: Asset;
  net_amount: number;
  ending_balance: number;
  type: "funded" | "applied_to_payment";
  payment_intent: string | null;
}

export const paymentIntentTable = defineTable<PaymentIntentRow>(
  "payment_intents",
  {
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    amount_capturable: "INTEGER NOT NULL",
    amount_received: "INTEGER NOT NULL",
    amount_funded: "INTEGER NOT NULL CHECK (amount_funded >= 0)",
    application_fee_amount: "INTEGER",
    currency: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    capture_method: "TEXT NOT NULL",
    confirmation_method: "TEXT NOT NULL",
    incremental: "INTEGER NOT NULL",
    increments: "INTEGER NOT NULL",
    authenticated: "INTEGER NOT NULL",
    customer: "TEXT",
    description: "TEXT",
    owner: "TEXT",
    payment_method: "TEXT",
    payment_method_types: "TEXT NOT NULL",
    automatic_payment_methods: "TEXT",
    latest_charge: "TEXT",
    last_payment_error: "TEXT",
    next_action: "TEXT",
    cancellation_reason: "TEXT",
    canceled_at: "INTEGER",
    setup_future_usage: "TEXT",
    return_url: "TEXT",
    on_behalf_of: "TEXT",
    receipt_email: "TEXT",
    shipping: "TEXT",
    transfer_data: "TEXT",
    transfer_group: "TEXT",
    statement_descriptor: "TEXT",
    statement_descriptor_suffix: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: [
      "CONSTRAINT captured_within_authorized CHECK (amount_received >= 0 AND amount_capturable >= 0 AND amount_received + amount_capturable <= amount)",
    ],
    statements: [
      "CREATE INDEX payment_intents_by_customer ON payment_intents (customer, n) WHERE customer IS NOT NULL",
      "CREATE INDEX payment_intents_by_status ON payment_intents (realm, status, n)",
    ],
  },
);

export const chargeTable = defineTable<ChargeRow>(
  "charges",
  {
    payment_intent: "TEXT NOT NULL REFERENCES payment_intents (id)",
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    amount_captured: "INTEGER NOT NULL",
    amount_refunded: "INTEGER NOT NULL",
    application_fee: "TEXT",
    application_fee_amount: "INTEGER",
    currency: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    captured: "INTEGER NOT NULL",
    released: "INTEGER NOT NULL",
    customer: "TEXT",
    disputed: "INTEGER NOT NULL",
    failure_code: "TEXT",
    failure_message: "TEXT",
    invoice: "TEXT",
    on_behalf_of: "TEXT",
    outcome: "TEXT NOT NULL",
    payment_method: "TEXT NOT NULL",
    payment_method_details: "TEXT NOT NULL",
    billing_details: "TEXT NOT NULL",
    balance_transaction: "TEXT",
    description: "TEXT",
    receipt_email: "TEXT",
    shipping: "TEXT",
    transfer: "TEXT",
    transfer_data: "TEXT",
    transfer_group: "TEXT",
    statement_descriptor: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: [
      "CONSTRAINT captured_within_charge CHECK (amount_captured BETWEEN 0 AND amount)",
      "CONSTRAINT refunded_within_captured CHECK (amount_refunded BETWEEN 0 AND amount_captured)",
    ],
    statements: [
      "CREATE INDEX charges_by_payment_intent ON charges (payment_intent, n)",
      "CREATE INDEX charges_by_customer ON charges (customer, created) WHERE customer IS NOT NULL",
      "CREATE INDEX charges_by_payment_method ON charges (payment_method)",
      "CREATE UNIQUE INDEX charges_succeed_once ON charges (payment_intent) WHERE status = 'succeeded'",
      "CREATE UNIQUE INDEX charges_pend_once ON charges (payment_intent) WHERE status = 'pending'",
    ],
  },
);

export const refundTable = defineTable<RefundRow>(
  "refunds",
  {
    charge: "TEXT NOT NULL REFERENCES charges (id)",
    payment_intent: "TEXT NOT NULL REFERENCES payment_intents (id)",
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    currency: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    reason: "TEXT",
    failure_reason: "TEXT",
    balance_transaction: "TEXT",
    failure_balance_transaction: "TEXT",
    transfer_reversal: "TEXT",
    transfer_reversed: "INTEGER",
    fee_refunded: "INTEGER",
    metadata: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX refunds_by_charge ON refunds (charge, n)"] },
);

export const disputeTable = defineTable<DisputeRow>(
  "disputes",
  {
    charge: "TEXT NOT NULL REFERENCES charges (id)",
    payment_intent: "TEXT NOT NULL REFERENCES payment_intents (id)",
    amount: "INTEGER NOT NULL CHECK (amount > 0)",
    currency: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    reason: "TEXT NOT NULL",
    evidence: "TEXT NOT NULL",
    submission_count: "INTEGER NOT NULL",
    due_by: "INTEGER NOT NULL",
    fee: "INTEGER NOT NULL CHECK (fee >= 0)",
    withdrawal: "TEXT",
    reinstatement: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX disputes_by_charge ON disputes (charge, n)"] },
);

export const setupIntentTable = defineTable<SetupIntentRow>("setup_intents", {
  status: "TEXT NOT NULL",
  customer: "TEXT",
  description: "TEXT",
  payment_method: "TEXT",
  payment_method_types: "TEXT NOT NULL",
  usage: "TEXT NOT NULL",
  last_setup_error: "TEXT",
  cancellation_reason: "TEXT",
  return_url: "TEXT",
  metadata: "TEXT NOT NULL",
});

export const confirmationTokenTable = defineTable<ConfirmationTokenRow>("confirmation_tokens", {
  payment_method: "TEXT NOT NULL REFERENCES payment_methods (id)",
  payment_method_preview: "TEXT NOT NULL",
  payment_intent: "TEXT",
  setup_intent: "TEXT",
  return_url: "TEXT",
  setup_future_usage: "TEXT",
  shipping: "TEXT",
  expires_at: "INTEGER NOT NULL",
  metadata: "TEXT NOT NULL",
});

export const cashTransactionTable = defineTable<CashTransactionRow>(
  "cash_transactions",
  {
    customer: "TEXT NOT NULL",
    currency: "TEXT NOT NULL",
    net_amount: "INTEGER NOT NULL",
    ending_balance: "INTEGER NOT NULL CONSTRAINT cash_not_negative CHECK (ending_balance >= 0)",
    type: "TEXT NOT NULL",
    payment_intent: "TEXT",
  },
  { statements: ["CREATE INDEX cash_transactions_by_customer ON cash_transactions (customer, currency, n)"] },
);

export const paymentSchema = [
  paymentIntentTable,
  chargeTable,
  refundTable,
  disputeTable,
  setupIntentTable,
  confirmationTokenTable,
  cashTransactionTable,
]
  .map(({ schema }) => schema)
  .join(";\n");
