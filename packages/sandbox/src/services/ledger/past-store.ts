import type { Asset } from "@micro/sdk/contract";
import type { Kysely } from "kysely";

import { statements, type Params } from "../../platform/db/statement.ts";
import type { LedgerTables } from "./tables.ts";

// Reading what was at an instant, and between two.

const sql = statements<LedgerTables>();

interface Place {
  account: string;
  currency: Asset;
}
type AtInstant = Place & { at: number };
type InRealm = Place & { realm: number };

/** The last entry of a realm that was recorded by an instant: along `n`, `created` never falls. */
export const lastEntryBy = sql((q, p: Params<{ realm: number; at: number }>) =>
  q
    .selectFrom("ledger_entries")
    .select("n")
    .where("realm", "=", p("realm"))
    .where("created", "<=", p("at"))
    .orderBy("created", "desc")
    .orderBy("n", "desc")
    .limit(1),
);
/** The balance of an account after its last entry up to a number. */
export const balanceUpTo = sql((q, p: Params<InRealm & { last: number }>) =>
  q
    .selectFrom("ledger_entries")
    .select("balance_after")
    .where("realm", "=", p("realm"))
    .where("account", "=", p("account"))
    .where("currency", "=", p("currency"))
    .where("n", "<=", p("last"))
    .orderBy("n", "desc")
    .limit(1),
);
/** The amounts of an account's entries that took effect at another instant than they were recorded. */
const datedAmounts = (q: Kysely<LedgerTables>, p: Params<AtInstant>) =>
  q
    .selectFrom("ledger_entries")
    .select("amount")
    .where("account", "=", p("account"))
    .where("currency", "=", p("currency"))
    .whereRef("effective_at", "<>", "created");
/** What was recorded by an instant, and took effect only after it. */
export const recordedEarly = sql((q, p: Params<AtInstant>) =>
  datedAmounts(q, p).where("effective_at", ">", p("at")).where("created", "<=", p("at")),
);
/** What took effect by an instant, and was recorded only after it. */
export const recordedLate = sql((q, p: Params<AtInstant>) =>
  datedAmounts(q, p).where("effective_at", "<=", p("at")).where("created", ">", p("at")),
);
/** The lines of an account that were held at any time up to an instant, with what ended them. */
export const holdsAt = sql((q, p: Params<AtInstant>) =>
  q
    .selectFrom("ledger_holds as h")
    .innerJoin("ledger_transactions as t", "t.id", "h.ledger_transaction")
    .leftJoin("ledger_resolutions as r", "r.ledger_transaction", "h.ledger_transaction")
    .select(["h.amount", "t.effective_at", "t.expires_at", "r.created as resolved_at"])
    .where("h.account", "=", p("account"))
    .where("h.currency", "=", p("currency"))
    .where("h.created", "<=", p("at")),
);
const entryWithCause = [
  "e.n",
  "e.id",
  "e.realm",
  "e.ledger_transaction",
  "e.account",
  "e.currency",
  "e.amount",
  "e.balance_after",
  "e.account_version",
  "e.sign",
  "e.effective_at",
  "e.created",
  "t.reference_id",
  "t.description",
] as const;
/** The entries after one number, up to another. */
export const entriesBetween = sql((q, p: Params<InRealm & { after: number; last: number; limit: number }>) =>
  q
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_transactions as t", "t.id", "e.ledger_transaction")
    .select(entryWithCause)
    .where("e.realm", "=", p("realm"))
    .where("e.account", "=", p("account"))
    .where("e.currency", "=", p("currency"))
    .where("e.n", ">", p("after"))
    // Between two bounds SQLite would go through the entries of all accounts.
    .where((eb) => eb(eb("e.n", "+", eb.lit(0)), "<=", p("last")))
    .orderBy("e.n")
    .limit(p("limit")),
);
export const entriesEffectiveIn = sql((q, p: Params<InRealm & { from: number; to: number; limit: number }>) =>
  q
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_transactions as t", "t.id", "e.ledger_transaction")
    .select(entryWithCause)
    .where("e.realm", "=", p("realm"))
    .where("e.account", "=", p("account"))
    .where("e.currency", "=", p("currency"))
    .where("e.effective_at", ">=", p("from"))
    .where("e.effective_at", "<", p("to"))
    .orderBy("e.effective_at")
    .orderBy("e.account_version")
    .limit(p("limit")),
);
