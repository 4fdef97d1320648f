import type { Customer, PaymentMethodType, TaxId, TestClock } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";

export interface CustomerRow extends OwnedRow {
  name: string | null;
  email: string | null;
  phone: string | null;
  description: string | null;
  /** JSON of an Address. */
  address: string | null;
  /** JSON of a Shipping. */
  shipping: string | null;
  default_payment_method: string | null;
  tax_exempt: Customer["tax_exempt"];
  /** JSON of words for languages, the best first. */
  preferred_locales: string;
  /** JSON of what his invoices show besides: CustomFields, and a text. */
  invoice_settings: string;
  /** The clock he lives by; null where it is the sandbox's. */
  test_clock: string | null;
  metadata: string;
  deleted: number;
}

export interface TaxIdRow extends OwnedRow {
  customer: string;
  type: TaxId["type"];
  value: string;
  verification: TaxId["verification"]["status"];
}

export interface TestClockRow extends OwnedRow {
  name: string | null;
  /** The instant at which it stands. */
  frozen_time: number;
  /** Where it is on its way to. */
  target: number | null;
  status: TestClock["status"];
  deletes_after: number;
}

export interface PaymentMethodRow extends OwnedRow {
  type: PaymentMethodType;
  /** Which test instrument it is: what it does follows from that. */
  instrument: string;
  /** JSON of what may be shown of it. */
  details: string;
  /** JSON of a BillingDetails. */
  billing_details: string;
  customer: string | null;
  /** 1 once it was detached: it can never be used again. */
  spent: number;
  /** 1 once a setup was authenticated. */
  authenticated: number;
  metadata: string;
}

export const customerTable = defineTable<CustomerRow>(
  "customers",
  {
    name: "TEXT",
    email: "TEXT",
    phone: "TEXT",
    description: "TEXT",
    address: "TEXT",
    shipping: "TEXT",
    default_payment_method: "TEXT",
    tax_exempt: "TEXT NOT NULL",
    preferred_locales: "TEXT NOT NULL",
    invoice_settings: "TEXT NOT NULL",
    test_clock: "TEXT",
    metadata: "TEXT NOT NULL",
    deleted: "INTEGER NOT NULL",
  },
  {
    statements: [
      "CREATE INDEX customers_by_email ON customers (realm, email)",
      "CREATE INDEX customers_by_test_clock ON customers (test_clock, n) WHERE test_clock IS NOT NULL",
    ],
  },
);

export const taxIdTable = defineTable<TaxIdRow>(
  "tax_ids",
  {
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    type: "TEXT NOT NULL",
    value: "TEXT NOT NULL",
    verification: "TEXT NOT NULL",
  },
  { statements: ["CREATE INDEX tax_ids_by_customer ON tax_ids (customer, n)"] },
);

export const testClockTable = defineTable<TestClockRow>("test_clocks", {
  name: "TEXT",
  frozen_time: "INTEGER NOT NULL",
  target: "INTEGER",
  status: "TEXT NOT NULL",
  deletes_after: "INTEGER NOT NULL",
});

export const paymentMethodTable = defineTable<PaymentMethodRow>(
  "payment_methods",
  {
    type: "TEXT NOT NULL",
    instrument: "TEXT NOT NULL",
    details: "TEXT NOT NULL",
    billing_details: "TEXT NOT NULL",
    customer: "TEXT REFERENCES customers (id)",
    spent: "INTEGER NOT NULL",
    authenticated: "INTEGER NOT NULL",
    metadata: "TEXT NOT NULL",
  },
  {
    statements: [
      "CREATE INDEX payment_methods_by_customer ON payment_methods (customer, n) WHERE customer IS NOT NULL",
    ],
  },
);

export const customerSchema = [
  customerTable.schema,
  taxIdTable.schema,
  paymentMethodTable.schema,
  testClockTable.schema,
].join(";\n");
