import type { Asset, Quote } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface QuoteRow extends OwnedRow {
  customer: string;
  currency: Asset;
  status: Quote["status"];
  /** Its place among the finalised quotes of the realm; null for a draft. */
  sequence: number | null;
  /** JSON of its lines, as `priceQuote` wrote them. */
  lines: string;
  /** JSON of its sums, as `Totals` in `invoice-pricing.ts`. */
  totals: string;
  /** 1 where something falls due again. */
  recurring: number;
  /** JSON of ids. */
  default_tax_rates: string;
  collection_method: Quote["collection_method"];
  days_until_due: number | null;
  description: string | null;
  /** JSON of ids, in order. */
  discounts: string;
  header: string | null;
  footer: string | null;
  /** JSON of what is said of the subscription that it becomes, as the API shows it. */
  subscription_data: string;
  /** The quote that it was copied from. */
  from_quote: string | null;
  /** 1 where it takes the place of that one. */
  is_revision: number;
  expires_at: number;
  invoice: string | null;
  subscription: string | null;
  subscription_schedule: string | null;
  test_clock: string | null;
  finalized_at: number | null;
  accepted_at: number | null;
  canceled_at: number | null;
  metadata: string;
}

export const quoteTable = defineTable<QuoteRow>(
  "quotes",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    currency: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    sequence: "INTEGER CHECK (sequence > 0)",
    lines: "TEXT NOT NULL",
    totals: "TEXT NOT NULL",
    recurring: "INTEGER NOT NULL",
    default_tax_rates: "TEXT NOT NULL",
    collection_method: "TEXT NOT NULL",
    days_until_due: "INTEGER",
    description: "TEXT",
    discounts: "TEXT NOT NULL",
    header: "TEXT",
    footer: "TEXT",
    subscription_data: "TEXT NOT NULL",
    from_quote: "TEXT",
    is_revision: "INTEGER NOT NULL",
    expires_at: "INTEGER NOT NULL",
    invoice: "TEXT",
    subscription: "TEXT",
    subscription_schedule: "TEXT",
    test_clock: "TEXT",
    finalized_at: "INTEGER",
    accepted_at: "INTEGER",
    canceled_at: "INTEGER",
    metadata: "TEXT NOT NULL",
  },
  {
    constraints: ["CHECK ((finalized_at IS NULL) = (sequence IS NULL))"],
    statements: ["CREATE UNIQUE INDEX quotes_numbered_once ON quotes (realm, sequence) WHERE sequence IS NOT NULL"],
  },
);
