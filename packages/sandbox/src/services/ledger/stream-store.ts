import { statements, type Params } from "../../platform/db/statement.ts";
import type { LedgerTables } from "./tables.ts";

// Reading a whole ledger, page by page, in the order in which it was written.

const sql = statements<LedgerTables>();

/** The rows of a realm behind a number. */
export interface PageAfter {
  realm: number;
  after: number;
  limit: number;
}

export const linksAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_chain")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("seq", ">", p("after"))
    .orderBy("seq")
    .limit(p("limit")),
);
export const accountsAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_accounts")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const closuresAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_closures")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const detailsAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_account_details")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const transactionsAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_transactions")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const resolutionsAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_resolutions")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const holdsAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_holds")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const entriesAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_entries")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);
export const refusalsAfter = sql((q, p: Params<PageAfter>) =>
  q
    .selectFrom("ledger_refusals")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("n", ">", p("after"))
    .orderBy("n")
    .limit(p("limit")),
);

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
