import type { Asset, CustomerBalanceTransaction, Invoice, InvoicePayment } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface InvoiceRow extends OwnedRow {
  customer: string;
  /** JSON of who he is, as `CustomerDetails` in `customer-details.ts`. */
  customer_details: string;
  /** JSON of CustomFields. */
  custom_fields: string | null;
  footer: string | null;
  billing_reason: Invoice["billing_reason"];
  subscription: string | null;
  /** The subscription's metadata; null without one. */
  subscription_metadata: string | null;
  /** From when on its items were collected, up to when it was made. */
  period_start: number;
  /** What was accepted. */
  quote: string | null;
  /** JSON of the lines that bill a period of the subscription, after which those of its items stand. */
  service_lines: string;
  /** The period that these lines bill; null where there are none. */
  service_start: number | null;
  service_end: number | null;
  status: Invoice["status"];
  /** What it was given, or has since it was finalised. */
  number: string | null;
  /** Its date, where that is not when it is finalised. */
  effective_at: number | null;
  statement_descriptor: string | null;
  /** JSON of the types of what it can be paid with; null means all that fits. */
  payment_method_types: string | null;
  /** Its place among the finalised invoices of the realm; null for a draft. */
  sequence: number | null;
  currency: Asset;
  /** JSON of its lines, as `linesOf` in `invoice.ts` reads them. */
  lines: string;
  /** JSON of the ids of its discounts, in order. */
  discounts: string;
  /** JSON of the ids of the tax rates of lines that have none of their own. */
  default_tax_rates: string;
  /** JSON of its sums, as `Totals` in `invoice-pricing.ts`. */
  totals: string;
  total: number;
  starting_balance: number;
  /** What the customer's balance paid of it; below zero, what it put there. */
  balance_applied: number;
  amount_paid: number;
  /** What credit notes took off before and after it was paid. */
  credited_before: number;
  credited_after: number;
  /** What was to be earned with time when it was finalised, what of it is, and what never will be. */
  deferred: number;
  recognised: number;
  undeferred: number;
  collection_method: Invoice["collection_method"];
  auto_advance: number;
  default_payment_method: string | null;
  description: string | null;
  /** What a platform takes of its payment: an amount, or a share of what is due. */
  application_fee_amount: number | null;
  application_fee_percent: string | null;
  on_behalf_of: string | null;
  /** JSON of whom its payment is transferred to, as `shares.ts` reads it. */
  transfer_data: string | null;
  days_until_due: number | null;
  due_date: number | null;
  payment_intent: string | null;
  /** How the payment by it stands; null while nobody has asked for one. */
  payment_status: InvoicePayment["status"] | null;
  /** The charge of the latest try that was counted. */
  latest_charge: string | null;
  attempt_count: number;
  first_attempt_at: number | null;
  next_payment_attempt: number | null;
  paid_out_of_band: number;
  finalized_at: number | null;
  marked_uncollectible_at: number | null;
  paid_at: number | null;
  voided_at: number | null;
  test_clock: string | null;
  metadata: string;
}

/** A part of an invoice that was earned; its id is the reference in the ledger. */
export interface RevenueBookingRow extends OwnedRow {
  invoice: string;
  currency: Asset;
  amount: number;
}

export interface InvoiceItemRow extends OwnedRow {
  customer: string;
  /** Null while it waits for one. */
  invoice: string | null;
  /** 1 while it waits for an invoice: what lists filter by. */
  pending: number;
  amount: number;
  currency: Asset;
  description: string | null;
  price: string | null;
  product: string | null;
  /** Null where it depends on how many units there are. */
  unit_amount_decimal: string | null;
  quantity: number;
  /** 1 where it is for a part of a period that a change of its subscription split. */
  proration: number;
  /** The subscription whose invoices take it; null means any invoice of the customer. */
  subscription: string | null;
  subscription_item: string | null;
  discountable: number;
  /** JSON of the ids of its own discounts, in order. */
  discounts: string;
  /** JSON of the ids of its tax rates; null means those of its invoice. */
  tax_rates: string | null;
  period_start: number;
  period_end: number;
  test_clock: string | null;
  metadata: string;
}

export interface CustomerBalanceRow extends OwnedRow {
  customer: string;
  currency: Asset;
  type: CustomerBalanceTransaction["type"];
  amount: number;
  ending_balance: number;
  invoice: string | null;
  credit_note: string | null;
  description: string | null;
  metadata: string;
}

export const invoiceTable = defineTable<InvoiceRow>(
  "invoices",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    customer_details: "TEXT NOT NULL",
    custom_fields: "TEXT",
    footer: "TEXT",
    billing_reason: "TEXT NOT NULL",
    subscription: "TEXT REFERENCES subscriptions (id)",
    subscription_metadata: "TEXT",
    period_start: "INTEGER NOT NULL",
    quote: "TEXT REFERENCES quotes (id)",
    service_lines: "TEXT NOT NULL",
    service_start: "INTEGER",
    service_end: "INTEGER",
    status: "TEXT NOT NULL",
    number: "TEXT",
    effective_at: "INTEGER",
    statement_descriptor: "TEXT",
    payment_method_types: "TEXT",
    sequence: "INTEGER CHECK (sequence > 0)",
    currency: "TEXT NOT NULL",
    lines: "TEXT NOT NULL",
    discounts: "TEXT NOT NULL",
    default_tax_rates: "TEXT NOT NULL",
    totals: "TEXT NOT NULL",
    total: "INTEGER NOT NULL",
    starting_balance: "INTEGER NOT NULL",
    balance_applied: "INTEGER NOT NULL",
    amount_paid: "INTEGER NOT NULL CHECK (amount_paid >= 0)",
    credited_before: "INTEGER NOT NULL CHECK (credited_before >= 0)",
    credited_after: "INTEGER NOT NULL CHECK (credited_after >= 0)",
    deferred: "INTEGER NOT NULL",
    recognised: "INTEGER NOT NULL",
    undeferred: "INTEGER NOT NULL",
    collection_method: "TEXT NOT NULL",
    auto_advance: "INTEGER NOT NULL",
    default_payment_method: "TEXT",
    description: "TEXT",
    application_fee_amount: "INTEGER",
    application_fee_percent: "TEXT",
    on_behalf_of: "TEXT",
    transfer_data: "TEXT",
    days_until_due: "INTEGER",
    due_date: "INTEGER",
    payment_intent: "TEXT",
    payment_status: "TEXT",
    latest_charge: "TEXT",
    attempt_count: "INTEGER NOT NULL",
    first_attempt_at: "INTEGER",
    next_payment_attempt: "INTEGER",
    paid_out_of_band: "INTEGER NOT NULL",
    finalized_at: "INTEGER",
    marked_uncollectible_at: "INTEGER",
    paid_at: "INTEGER",
    voided_at: "INTEGER",
    test_clock: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: [
      "CHECK ((status = 'draft') = (sequence IS NULL))",
      "CHECK (status = 'draft' OR number IS NOT NULL)",
      "CHECK ((billing_reason = 'manual') = (subscription IS NULL))",
      "CHECK ((service_start IS NULL) = (service_end IS NULL))",
      "CHECK ((payment_intent IS NULL) = (payment_status IS NULL))",
    ],
    statements: [
      "CREATE UNIQUE INDEX invoices_numbered_once ON invoices (realm, sequence) WHERE sequence IS NOT NULL",
      "CREATE UNIQUE INDEX invoices_by_number ON invoices (realm, number) WHERE number IS NOT NULL",
      "CREATE INDEX invoices_by_customer ON invoices (customer, n)",
      "CREATE INDEX invoices_by_subscription ON invoices (subscription, n) WHERE subscription IS NOT NULL",
      "CREATE UNIQUE INDEX invoices_by_intent ON invoices (payment_intent) WHERE payment_intent IS NOT NULL",
    ],
  },
);

export const invoiceItemTable = defineTable<InvoiceItemRow>(
  "invoice_items",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    invoice: "TEXT REFERENCES invoices (id)",
    pending: "INTEGER NOT NULL",
    amount: "INTEGER NOT NULL",
    currency: "TEXT NOT NULL",
    description: "TEXT",
    price: "TEXT REFERENCES prices (id)",
    product: "TEXT",
    unit_amount_decimal: "TEXT",
    quantity: "INTEGER NOT NULL CHECK (quantity >= 0)",
    proration: "INTEGER NOT NULL",
    subscription: "TEXT REFERENCES subscriptions (id)",
    subscription_item: "TEXT",
    discountable: "INTEGER NOT NULL",
    discounts: "TEXT NOT NULL",
    tax_rates: "TEXT",
    period_start: "INTEGER NOT NULL",
    period_end: "INTEGER NOT NULL",
    test_clock: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: [
      "FOREIGN KEY (realm, product) REFERENCES products (realm, id)",
      "CHECK ((invoice IS NULL) = (pending = 1))",
      "CHECK (period_start <= period_end)",
    ],
    statements: [
      "CREATE INDEX invoice_items_by_invoice ON invoice_items (invoice, n)",
      "CREATE INDEX invoice_items_by_customer ON invoice_items (customer, n)",
    ],
  },
);

export const customerBalanceTable = defineTable<CustomerBalanceRow>(
  "customer_balance_transactions",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    currency: "TEXT NOT NULL",
    type: "TEXT NOT NULL",
    amount: "INTEGER NOT NULL CHECK (amount <> 0)",
    ending_balance: "INTEGER NOT NULL",
    invoice: "TEXT REFERENCES invoices (id)",
    credit_note: "TEXT REFERENCES credit_notes (id)",
    description: "TEXT",
    metadata: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX customer_balance_by_customer ON customer_balance_transactions (customer, n)"] },
);

export const revenueBookingTable = defineTable<RevenueBookingRow>("revenue_bookings", {
  invoice: "TEXT NOT NULL REFERENCES invoices (id)",
  currency: "TEXT NOT NULL",
  amount: "INTEGER NOT NULL CHECK (amount <> 0)",
});

export const invoiceSchema = [
  invoiceTable.schema,
  invoiceItemTable.schema,
  customerBalanceTable.schema,
  revenueBookingTable.schema,
].join(";\n");
