import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface PortalConfigurationRow extends OwnedRow {
  active: number;
  is_default: number;
  name: string | null;
  default_return_url: string | null;
  /** JSON of a business profile. */
  business_profile: string;
  /** JSON of PortalFeatures. */
  features: string;
  metadata: string;
  updated: number;
}

export interface PortalSessionRow extends OwnedRow {
  customer: string;
  configuration: string;
  /** JSON of a PortalFlow. */
  flow: string | null;
  /** 1 once that step was taken. */
  completed: number;
  return_url: string | null;
  expires_at: number;
}

export const portalConfigurationTable = defineTable<PortalConfigurationRow>(
  "portal_configurations",
  {
    active: "INTEGER NOT NULL",
    is_default: "INTEGER NOT NULL",
    name: "TEXT",
    default_return_url: "TEXT",
    business_profile: "TEXT NOT NULL",
    features: "TEXT NOT NULL",
    metadata: "TEXT NOT NULL",
    updated: "INTEGER NOT NULL",
  },
  {
    constraints: ["CHECK (active = 1 OR is_default = 0)"],
    statements: [
      "CREATE UNIQUE INDEX portal_configurations_default ON portal_configurations (realm) WHERE is_default = 1",
    ],
  },
);

export const portalSessionTable = defineTable<PortalSessionRow>("portal_sessions", {
  customer: "TEXT NOT NULL REFERENCES customers (id)",
  configuration: "TEXT NOT NULL REFERENCES portal_configurations (id)",
  flow: "TEXT",
  completed: "INTEGER NOT NULL",
  return_url: "TEXT",
  expires_at: "INTEGER NOT NULL",
});

export const portalSchema = [portalConfigurationTable.schema, portalSessionTable.schema].join(";\n");
