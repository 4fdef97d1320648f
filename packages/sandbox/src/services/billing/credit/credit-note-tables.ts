import type { Asset, CreditNote } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface CreditNoteRow extends OwnedRow {
  customer: string;
  invoice: string;
  effective_at: number;
  /** Its place among the notes of its invoice. */
  sequence: number;
  number: string;
  currency: Asset;
  status: CreditNote["status"];
  type: CreditNote["type"];
  total: number;
  /** What of it was not earned yet. */
  deferred: number;
  /** JSON of its lines and sums, as `CreditPlan` in `plan-credit-note.ts`. */
  content: string;
  /** 1 where its invoice was written off: there is less of a bad debt. */
  written_off: number;
  /** JSON of the refunds that it is settled by: those that were there, and the one that it made. */
  refunds: string;
  refund_amount: number;
  credit_amount: number;
  out_of_band_amount: number;
  balance_transaction: string | null;
  reason: CreditNote["reason"];
  memo: string | null;
  voided_at: number | null;
  metadata: string;
}

export const creditNoteTable = defineTable<CreditNoteRow>(
  "credit_notes",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    invoice: "TEXT NOT NULL REFERENCES invoices (id)",
    effective_at: "INTEGER NOT NULL",
    sequence: "INTEGER NOT NULL CHECK (sequence > 0)",
    number: "TEXT NOT NULL",
    currency: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    type: "TEXT NOT NULL",
    total: "INTEGER NOT NULL CHECK (total > 0)",
    deferred: "INTEGER NOT NULL",
    content: "TEXT NOT NULL",
    written_off: "INTEGER NOT NULL",
    refunds: "TEXT NOT NULL",
    refund_amount: "INTEGER NOT NULL CHECK (refund_amount >= 0)",
    credit_amount: "INTEGER NOT NULL CHECK (credit_amount >= 0)",
    out_of_band_amount: "INTEGER NOT NULL CHECK (out_of_band_amount >= 0)",
    balance_transaction: "TEXT",
    reason: "TEXT",
    memo: "TEXT",
    voided_at: "INTEGER",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: [
      "CHECK ((status = 'void') = (voided_at IS NOT NULL))",
      "CHECK (refund_amount + credit_amount + out_of_band_amount = CASE type WHEN 'pre_payment' THEN 0 ELSE total END)",
    ],
    statements: ["CREATE UNIQUE INDEX credit_notes_by_invoice ON credit_notes (invoice, sequence)"],
  },
);
