import type { Asset } from "@micro/sdk/contract";

import { pageOf } from "../../platform/db/page.ts";
import { cached, slots, statements, type Params } from "../../platform/db/statement.ts";
import type {
  AccountRow,
  BalanceRow,
  ClosureRow,
  DetailsRow,
  EntryRow,
  HeadRow,
  HoldRow,
  JournalRow,
  LedgerTables,
  LinkRow,
  RefusalRow,
  ResolutionRow,
  TransactionRow,
} from "./tables.ts";

const sql = statements<LedgerTables>();

type New<Row extends { n: number }> = Omit<Row, "n">;
interface Named {
  id: string;
  realm: number;
}

// Accounts

export const insertAccount = sql((q, p: Params<New<AccountRow>>) =>
  q
    .insertInto("ledger_accounts")
    .values(
      slots(p, [
        "id",
        "realm",
        "name",
        "type",
        "currency",
        "code",
        "user_id",
        "min_balance",
        "max_balance",
        "metadata",
        "created",
        "closed_at",
      ]),
    ),
);
export const findAccount = cached(
  sql((q, p: Params<Named>) =>
    q.selectFrom("ledger_accounts").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
  ),
);
export const findAccountByCode = cached(
  sql((q, p: Params<{ code: string; realm: number; holder: string }>) =>
    q
      .selectFrom("ledger_accounts")
      .selectAll()
      .where("realm", "=", p("realm"))
      .where("code", "=", p("code"))
      .where((eb) => eb.fn.coalesce("user_id", eb.val("")), "=", p("holder")),
  ),
);
export const setClosed = sql((q, p: Params<Named & { closed_at: number | null }>) =>
  q
    .updateTable("ledger_accounts")
    .set({ closed_at: p("closed_at") })
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm")),
);
export const insertClosure = sql((q, p: Params<New<ClosureRow>>) =>
  q.insertInto("ledger_closures").values(slots(p, ["realm", "account", "closed", "created"])),
);
/** Writes down how an account is called and what is noted on it. */
export const insertDetails = sql((q, p: Params<New<DetailsRow>>) =>
  q.insertInto("ledger_account_details").values(slots(p, ["realm", "account", "name", "metadata", "created"])),
);
export const setDetails = sql((q, p: Params<Pick<AccountRow, "id" | "realm" | "name" | "metadata">>) =>
  q
    .updateTable("ledger_accounts")
    .set({ name: p("name"), metadata: p("metadata") })
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm")),
);
export const allAccounts = sql((q, p: Params<{ realm: number }>) =>
  q.selectFrom("ledger_accounts").selectAll().where("realm", "=", p("realm")).orderBy("n"),
);
export const accountPage = pageOf<AccountRow>("ledger_accounts");

// Balances

export const balancesOf = sql((q, p: Params<{ account: string }>) =>
  q.selectFrom("ledger_balances").selectAll().where("account", "=", p("account")).orderBy("currency"),
);
export const allBalances = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("ledger_balances as b")
    .innerJoin("ledger_accounts as a", "a.id", "b.account")
    .selectAll("b")
    .where("a.realm", "=", p("realm"))
    .orderBy("b.currency")
    .orderBy("a.n"),
);
/** What a transaction does to one account's balance in one currency. */
export type Movement = Pick<BalanceRow, "account" | "currency" | "posted" | "held_debit" | "held_credit"> & {
  entries: number;
};
/** Adds to a balance and counts the entries; the constraints of the table decide whether it may. */
export const addToBalance = sql((q, p: Params<Movement>) =>
  q
    .updateTable("ledger_balances")
    .set((eb) => ({
      posted: eb("posted", "+", p("posted")),
      held_debit: eb("held_debit", "+", p("held_debit")),
      held_credit: eb("held_credit", "+", p("held_credit")),
      version: eb("version", "+", p("entries")),
    }))
    .where("account", "=", p("account"))
    .where("currency", "=", p("currency")),
);
export const findBalance = sql((q, p: Params<{ account: string; currency: Asset }>) =>
  q
    .selectFrom("ledger_balances")
    .select(["posted", "version"])
    .where("account", "=", p("account"))
    .where("currency", "=", p("currency")),
);
/** Begins a balance. Apart from the addition: a constraint would judge the amount to add as if it were the balance. */
export const insertBalance = sql((q, p: Params<BalanceRow>) =>
  q
    .insertInto("ledger_balances")
    .values(
      slots(p, [
        "account",
        "currency",
        "posted",
        "held_debit",
        "held_credit",
        "version",
        "sign",
        "min_balance",
        "max_balance",
      ]),
    ),
);

// Transactions and what comes of them

export const insertTransaction = sql((q, p: Params<New<TransactionRow>>) =>
  q
    .insertInto("ledger_transactions")
    .values(
      slots(p, [
        "id",
        "realm",
        "reference_id",
        "description",
        "metadata",
        "entries_digest",
        "exchange_rates",
        "pending",
        "effective_at",
        "expires_at",
        "reverses",
        "created",
      ]),
    ),
);
export const findTransaction = sql((q, p: Params<Named>) =>
  q.selectFrom("ledger_journal").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
);
export const findTransactionOfAnyRealm = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("ledger_transactions").select("realm").where("id", "=", p("id")),
);
export const findIdByReference = sql((q, p: Params<{ reference_id: string; realm: number }>) =>
  q
    .selectFrom("ledger_transactions")
    .select("id")
    .where("realm", "=", p("realm"))
    .where("reference_id", "=", p("reference_id")),
);
export const transactionPage = pageOf<JournalRow>("ledger_journal");
export const insertResolution = sql((q, p: Params<New<ResolutionRow>>) =>
  q.insertInto("ledger_resolutions").values(slots(p, ["realm", "ledger_transaction", "outcome", "created"])),
);
export const findRefusal = sql((q, p: Params<{ reference_id: string; realm: number }>) =>
  q
    .selectFrom("ledger_refusals")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("reference_id", "=", p("reference_id")),
);
/** Whether anything was ever refused: mostly nothing was. */
export const anyRefusal = cached(
  sql((q, p: Params<{ realm: number }>) =>
    q.selectFrom("ledger_refusals").select("n").where("realm", "=", p("realm")).limit(1),
  ),
);
export const insertRefusal = sql((q, p: Params<New<RefusalRow>>) =>
  q
    .insertInto("ledger_refusals")
    .values(
      slots(p, [
        "realm",
        "reference_id",
        "description",
        "metadata",
        "entries_digest",
        "exchange_rates",
        "pending",
        "effective_at",
        "expires_in_s",
        "code",
        "message",
        "param",
        "created",
      ]),
    ),
);

// Lines

/** The lines of one transaction: their ids lie between two bounds, and rise in the order in which they were sent. */
interface LinesOf {
  ledger_transaction: string;
  first: string;
  last: string;
}

export const insertHold = sql((q, p: Params<New<HoldRow>>) =>
  q
    .insertInto("ledger_holds")
    .values(slots(p, ["id", "realm", "ledger_transaction", "account", "currency", "amount", "created"])),
);
export const holdsOf = sql((q, p: Params<LinesOf>) =>
  q
    .selectFrom("ledger_holds")
    .selectAll()
    .where("id", ">=", p("first"))
    .where("id", "<=", p("last"))
    .where("ledger_transaction", "=", p("ledger_transaction"))
    .orderBy("id"),
);
export const insertEntry = sql((q, p: Params<New<EntryRow>>) =>
  q
    .insertInto("ledger_entries")
    .values(
      slots(p, [
        "id",
        "realm",
        "ledger_transaction",
        "account",
        "currency",
        "amount",
        "balance_after",
        "account_version",
        "sign",
        "effective_at",
        "created",
      ]),
    ),
);
export const entriesOf = sql((q, p: Params<LinesOf>) =>
  q
    .selectFrom("ledger_entries")
    .selectAll()
    .where("id", ">=", p("first"))
    .where("id", "<=", p("last"))
    .where("ledger_transaction", "=", p("ledger_transaction"))
    .orderBy("id"),
);
export const entryPage = pageOf<EntryRow>("ledger_entries");

// The chain

export const findHead = sql((q, p: Params<{ realm: number }>) =>
  q.selectFrom("ledger_heads").selectAll().where("realm", "=", p("realm")),
);
export const insertHead = sql((q, p: Params<HeadRow>) =>
  q.insertInto("ledger_heads").values(slots(p, ["realm", "seq", "hash", "created"])),
);
export const moveHead = sql((q, p: Params<HeadRow>) =>
  q
    .updateTable("ledger_heads")
    .set(slots(p, ["seq", "hash", "created"]))
    .where("realm", "=", p("realm")),
);
export const insertLink = sql((q, p: Params<LinkRow>) =>
  q.insertInto("ledger_chain").values(slots(p, ["realm", "seq", "kind", "subject", "created", "hash"])),
);
