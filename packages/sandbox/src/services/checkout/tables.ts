import type { Asset, CheckoutSession, InputOf, Operations } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";

/** What a subscription is made with. */
export type SubscriptionData = NonNullable<InputOf<Operations["checkout_sessions.create"]>["subscription_data"]>;

/** What the page of a session would ask for, and how it would look. */
export type PageTerms = Pick<
  CheckoutSession,
  | "automatic_tax"
  | "billing_address_collection"
  | "locale"
  | "payment_method_collection"
  | "phone_number_collection"
  | "redirect_on_completion"
  | "return_url"
  | "submit_type"
  | "tax_id_collection"
  | "ui_mode"
>;

export interface SessionRow extends OwnedRow {
  status: CheckoutSession["status"];
  mode: CheckoutSession["mode"];
  payment_status: CheckoutSession["payment_status"];
  amount_total: number;
  /** Null where nothing is bought, and nobody named one. */
  currency: Asset | null;
  /** JSON of the line items, as they were when it was opened. */
  line_items: string;
  customer: string | null;
  customer_creation: CheckoutSession["customer_creation"];
  /** JSON of what the payer said of himself. */
  customer_details: string | null;
  customer_email: string | null;
  payment_intent: string | null;
  /** JSON of what its intent is made with. */
  payment_intent_data: string;
  setup_intent: string | null;
  /** What the last try has made; it is shown once the session is complete. */
  subscription: string | null;
  invoice: string | null;
  /** JSON of what its subscription is made with. */
  subscription_data: string;
  payment_link: string | null;
  payment_method_types: string;
  allow_promotion_codes: number;
  /** What takes off what the lines say: a coupon, or the code that redeems one. */
  coupon: string | null;
  promotion_code: string | null;
  /** JSON of what its page would ask for, and how it would look. */
  page_terms: string;
  success_url: string | null;
  cancel_url: string | null;
  client_reference_id: string | null;
  expires_at: number;
  metadata: string;
}

export interface LinkRow extends OwnedRow {
  active: number;
  allow_promotion_codes: number;
  currency: Asset;
  line_items: string;
  /** JSON of what comes after a payment. */
  after_completion: string;
  payment_method_types: string;
  /** JSON of what the subscriptions that it sells are made with. */
  subscription_data: string;
  metadata: string;
}

export const sessionTable = defineTable<SessionRow>(
  "checkout_sessions",
  {
    status: "TEXT NOT NULL",
    mode: "TEXT NOT NULL",
    payment_status: "TEXT NOT NULL",
    amount_total: "INTEGER NOT NULL CHECK (amount_total >= 0)",
    currency: "TEXT",
    line_items: "TEXT NOT NULL",
    customer: "TEXT",
    customer_creation: "TEXT NOT NULL",
    customer_details: "TEXT",
    customer_email: "TEXT",
    payment_intent: "TEXT",
    payment_intent_data: "TEXT NOT NULL",
    setup_intent: "TEXT",
    subscription: "TEXT",
    invoice: "TEXT",
    subscription_data: "TEXT NOT NULL",
    payment_link: "TEXT",
    payment_method_types: "TEXT NOT NULL",
    allow_promotion_codes: "INTEGER NOT NULL",
    coupon: "TEXT",
    promotion_code: "TEXT",
    page_terms: "TEXT NOT NULL",
    success_url: "TEXT",
    cancel_url: "TEXT",
    client_reference_id: "TEXT",
    expires_at: "INTEGER NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  {
    statements: [
      "CREATE UNIQUE INDEX checkout_sessions_by_intent ON checkout_sessions (payment_intent) WHERE payment_intent IS NOT NULL",
      "CREATE UNIQUE INDEX checkout_sessions_by_setup ON checkout_sessions (setup_intent) WHERE setup_intent IS NOT NULL",
    ],
  },
);

export const linkTable = defineTable<LinkRow>("payment_links", {
  active: "INTEGER NOT NULL",
  allow_promotion_codes: "INTEGER NOT NULL",
  currency: "TEXT NOT NULL",
  line_items: "TEXT NOT NULL",
  after_completion: "TEXT NOT NULL",
  payment_method_types: "TEXT NOT NULL",
  subscription_data: "TEXT NOT NULL",
  metadata: "TEXT NOT NULL",
});

export const checkoutSchema = [sessionTable.schema, linkTable.schema].join(";\n");
