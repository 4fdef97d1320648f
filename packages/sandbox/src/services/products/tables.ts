import type { Asset, Meter, Price, PriceRecurring } from "@micro/sdk/contract";

import { defineTable, type OwnedRow } from "../../platform/db/table.ts";

export interface ProductRow extends OwnedRow {
  name: string;
  description: string | null;
  /** JSON of how it is shown, as `product.ts` reads it. */
  looks: string;
  active: number;
  default_price: string | null;
  metadata: string;
  updated: number;
}

export interface MeterRow extends OwnedRow {
  display_name: string;
  event_name: string;
  formula: Meter["default_aggregation"]["formula"];
  event_time_window: Meter["event_time_window"];
  /** The key of an event's payload that names the customer. */
  customer_key: string;
  /** The key of an event's payload that says how much. */
  value_key: string;
  status: Meter["status"];
  deactivated_at: number | null;
  updated: number;
}

export interface PriceRow extends OwnedRow {
  product: string;
  currency: Asset;
  type: Price["type"];
  /** Null where tiers say what a unit costs. */
  unit_amount_decimal: string | null;
  /** JSON of its tiers. */
  tiers: string | null;
  tiers_mode: Price["tiers_mode"];
  divide_by: number | null;
  round: "down" | "up" | null;
  interval: PriceRecurring["interval"] | null;
  interval_count: number | null;
  /** What counts the quantity; null where that is agreed on. */
  meter: string | null;
  /** JSON of what it costs in other currencies. */
  currency_options: string;
  active: number;
  lookup_key: string | null;
  nickname: string | null;
  tax_behavior: Price["tax_behavior"];
  metadata: string;
  /** 1 once nobody can buy at it any more: who pays it goes on. */
  deleted: number;
}

export const productTable = defineTable<ProductRow>(
  "products",
  {
    name: "TEXT NOT NULL",
    description: "TEXT",
    looks: "TEXT NOT NULL",
    active: "INTEGER NOT NULL",
    default_price: "TEXT",
    metadata: "TEXT NOT NULL",
    updated: "INTEGER NOT NULL",
  },
  { callersIds: true },
);

export const meterTable = defineTable<MeterRow>(
  "meters",
  {
    display_name: "TEXT NOT NULL",
    event_name: "TEXT NOT NULL",
    formula: "TEXT NOT NULL",
    event_time_window: "TEXT",
    customer_key: "TEXT NOT NULL",
    value_key: "TEXT NOT NULL",
    status: "TEXT NOT NULL",
    deactivated_at: "INTEGER",
    updated: "INTEGER NOT NULL",
  },
  {
    constraints: ["CHECK ((status = 'inactive') = (deactivated_at IS NOT NULL))"],
    statements: ["CREATE UNIQUE INDEX meters_active_once ON meters (realm, event_name) WHERE status = 'active'"],
  },
);

export const priceTable = defineTable<PriceRow>(
  "prices",
  {
    product: "TEXT NOT NULL",
    currency: "TEXT NOT NULL",
    type: "TEXT NOT NULL",
    unit_amount_decimal: "TEXT",
    tiers: "TEXT",
    tiers_mode: "TEXT",
    divide_by: "INTEGER CHECK (divide_by > 0)",
    round: "TEXT",
    interval: "TEXT",
    interval_count: "INTEGER CHECK (interval_count > 0)",
    meter: "TEXT REFERENCES meters (id)",
    currency_options: "TEXT NOT NULL",
    active: "INTEGER NOT NULL",
    lookup_key: "TEXT",
    nickname: "TEXT",
    tax_behavior: "TEXT NOT NULL",
    metadata: "TEXT NOT NULL",
    deleted: "INTEGER NOT NULL",
  },
  {
    constraints: [
      "FOREIGN KEY (realm, product) REFERENCES products (realm, id)",
      "CHECK ((unit_amount_decimal IS NULL) <> (tiers IS NULL))",
      "CHECK ((type = 'recurring') = (interval IS NOT NULL))",
      "CHECK (deleted = 0 OR active = 0)",
      "CHECK (meter IS NULL OR type = 'recurring')",
    ],
    statements: [
      "CREATE INDEX prices_by_product ON prices (product, n)",
      "CREATE UNIQUE INDEX prices_lookup_once ON prices (realm, lookup_key) WHERE lookup_key IS NOT NULL",
    ],
  },
);

export const productSchema = [productTable.schema, meterTable.schema, priceTable.schema].join(";\n");
