import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface MeterEventRow extends OwnedRow {
  meter: string;
  customer: string;
  value: number;
  /** Counted once, however often it is sent. */
  identifier: string;
  timestamp: number;
  canceled: number;
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
  },
  {
    constraints: ["UNIQUE (realm, identifier)"],
    statements: ["CREATE INDEX meter_events_by_customer ON meter_events (meter, customer, timestamp, n)"],
  },
);
