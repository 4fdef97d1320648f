import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface MeterEventRow extends OwnedRow {
  meter: string;
  customer: string;
  value: number;
  /** Counted once, however often it is sent. */
  identifier: string;
  timestamp: number;
  canceled: number;
  /** What the customer's events by this meter come to, up to this one, as if none were below zero or taken back. */
  counted: number;
}

export const meterEventTable = defineTable<MeterEventRow>(
  "meter_events",
  {
    meter: "TEXT NOT NULL REFERENCES meters (id)",
    customer: "TEXT NOT NULL REFERENCES customers (id)",
    value: "INTEGER NOT NULL",
    identifier: "TEXT NOT NULL",
    timestamp: "INTEGER NOT NULL",
    canceled: "INTEGER NOT NULL",
    counted: "INTEGER NOT NULL",
  },
  {
    constraints: ["UNIQUE (realm, identifier)"],
    statements: [
      "CREATE INDEX meter_events_by_customer ON meter_events (meter, customer, timestamp, n)",
      "CREATE INDEX meter_events_as_counted ON meter_events (meter, customer, n)",
    ],
  },
);
