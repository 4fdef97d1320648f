import type { Mode } from "@micro/sdk/contract";

import { slots, statements, type Numbered, type Params } from "./db/statement.ts";

/** A rule as it is kept. */
export interface FaultRow {
  n: number;
  id: string;
  account: string;
  mode: Mode;
  /** JSON of the Fault as it was made. */
  rule: string;
  fired: number;
  asked: number;
}

export const faultSchema = `
  CREATE TABLE faults (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    mode TEXT NOT NULL,
    rule TEXT NOT NULL,
    fired INTEGER NOT NULL,
    asked INTEGER NOT NULL
  );
`;

const sql = statements<{ faults: Numbered<FaultRow> }>();

export const allFaults = sql((q) => q.selectFrom("faults").selectAll().orderBy("n"));
export const insertFault = sql((q, p: Params<Omit<FaultRow, "n">>) =>
  q.insertInto("faults").values(slots(p, ["id", "account", "mode", "rule", "fired", "asked"])),
);
export const countFault = sql((q, p: Params<Pick<FaultRow, "id" | "fired" | "asked">>) =>
  q
    .updateTable("faults")
    .set(slots(p, ["fired", "asked"]))
    .where("id", "=", p("id")),
);
export const deleteFault = sql((q, p: Params<{ id: string }>) => q.deleteFrom("faults").where("id", "=", p("id")));
