import type { Selectable } from "kysely";

import { statements, untypedStatement, type Params } from "../../platform/db/statement.ts";
import type { LedgerTables } from "./tables.ts";

// Reading a whole ledger, page by page, in the order in which it was written.

const sql = statements<LedgerTables>();

/** The rows of a realm after a number. */
export interface PageAfter {
  realm: number;
  after: number;
  limit: number;
}

/** The rows of one table; `column` is their number. */
const rowsAfter = <Table extends keyof LedgerTables>(table: Table, column: "n" | "seq" = "n") =>
  untypedStatement<PageAfter, Selectable<LedgerTables[Table]>>((q, p) =>
    q
      .selectFrom(table as string)
      .selectAll()
      .where("realm", "=", p("realm"))
      .where(column, ">", p("after"))
      .orderBy(column)
      .limit(p("limit") as number),
  );

export const linksAfter = rowsAfter("ledger_chain", "seq");
export const accountsAfter = rowsAfter("ledger_accounts");
export const closuresAfter = rowsAfter("ledger_closures");
export const detailsAfter = rowsAfter("ledger_account_details");
export const transactionsAfter = rowsAfter("ledger_transactions");
export const resolutionsAfter = rowsAfter("ledger_resolutions");
export const holdsAfter = rowsAfter("ledger_holds");
export const entriesAfter = rowsAfter("ledger_entries");
export const refusalsAfter = rowsAfter("ledger_refusals");

/** Posted entries with what a journal says of their transaction. */
export const journalAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_transactions as t", "t.id", "e.ledger_transaction")
    .select([
      "e.n",
      "e.ledger_transaction",
      "e.account",
      "e.currency",
      "e.amount",
      "e.effective_at",
      "t.reference_id",
      "t.description",
      "t.exchange_rates",
      "t.reverses",
      "t.created",
    ])
    .where("e.realm", "=", p("realm"))
    .where("e.n", ">", p("after"))
    .orderBy("e.n")
    .limit(p("limit")),
);

export const newestEntry = sql((q) => q.selectFrom("ledger_entries").select("n").orderBy("n", "desc").limit(1));
