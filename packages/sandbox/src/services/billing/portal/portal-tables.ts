import { defineTable, type OwnedRow } from "../../../platform/db/table.ts";

export interface PortalSessionRow extends OwnedRow {
  customer: string;
  return_url: string | null;
  expires_at: number;
}

export const portalSessionTable = defineTable<PortalSessionRow>("portal_sessions", {
  customer: "TEXT NOT NULL REFERENCES customers (id)",
  return_url: "TEXT",
  expires_at: "INTEGER NOT NULL",
});
