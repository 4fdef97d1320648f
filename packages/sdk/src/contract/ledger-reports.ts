import { Type, type Static } from "typebox";

import { LedgerEntry, ledgerAccountTypes } from "./ledger.ts";
import { Currency, Id, Nullable, OneOf, SignedAmount, Timestamp } from "./schema.ts";

/** The two clocks of a ledger: when a thing was recorded, and when it took effect. */
export const ledgerClocks = ["created", "effective_at"] as const;
/** The two clocks of a ledger. */
export type LedgerClock = (typeof ledgerClocks)[number];

const columns = { debit: SignedAmount, credit: SignedAmount };
const accountLine = {
  id: Id("ledgerAccount"),
  name: Type.String(),
  code: Nullable(Type.String()),
  type: OneOf(...ledgerAccountTypes),
};

export const TrialBalance = Type.Object({
  object: Type.Literal("trial_balance"),
  at: Nullable(Timestamp),
  balanced: Type.Boolean(),
  currencies: Type.Array(
    Type.Object({
      currency: Currency,
      ...columns,
      accounts: Type.Array(Type.Object({ ...accountLine, ...columns })),
    }),
  ),
});
/** Every account's balance in its debit or credit column; the columns agree in each currency. */
export type TrialBalance = Static<typeof TrialBalance>;

const Section = Type.Object({
  total: SignedAmount,
  accounts: Type.Array(Type.Object({ ...accountLine, balance: SignedAmount })),
});

export const BalanceSheet = Type.Object({
  object: Type.Literal("balance_sheet"),
  at: Nullable(Timestamp),
  balanced: Type.Boolean(),
  currencies: Type.Array(
    Type.Object({
      currency: Currency,
      assets: Section,
      liabilities: Section,
      equity: Section,
      current_earnings: SignedAmount,
    }),
  ),
});
/** What is owned, owed and left at an instant: assets = liabilities + equity + current earnings, in each currency. */
export type BalanceSheet = Static<typeof BalanceSheet>;

export const IncomeStatement = Type.Object({
  object: Type.Literal("income_statement"),
  from: Nullable(Timestamp),
  to: Nullable(Timestamp),
  currencies: Type.Array(
    Type.Object({ currency: Currency, revenue: Section, expenses: Section, net_income: SignedAmount }),
  ),
});
/** What was earned and spent from one instant up to, not including, another. */
export type IncomeStatement = Static<typeof IncomeStatement>;

export const AccountTree = Type.Object({
  object: Type.Literal("account_tree"),
  at: Nullable(Timestamp),
  nodes: Type.Array(
    Type.Object({
      code: Type.String(),
      depth: Type.Integer({ minimum: 0 }),
      account_id: Nullable(Id("ledgerAccount")),
      balances: Type.Array(Type.Object({ currency: Currency, ...columns })),
    }),
  ),
});
/** The codes as a tree, parents first: each node's balance is that of all accounts at and below it. */
export type AccountTree = Static<typeof AccountTree>;

export const Statement = Type.Object({
  object: Type.Literal("ledger_statement"),
  account_id: Id("ledgerAccount"),
  name: Type.String(),
  code: Nullable(Type.String()),
  currency: Currency,
  by: OneOf(...ledgerClocks),
  from: Nullable(Timestamp),
  to: Nullable(Timestamp),
  opening_balance: SignedAmount,
  closing_balance: SignedAmount,
  total_debit: SignedAmount,
  total_credit: SignedAmount,
  entries: Type.Array(
    Type.Object({
      ...LedgerEntry.properties,
      reference_id: Type.String(),
      description: Nullable(Type.String()),
      balance: SignedAmount,
    }),
  ),
});
/**
 * One account in one currency from an instant up to, not including, another, oldest first. `balance` runs in the order of
 * the statement's clock.
 */
export type Statement = Static<typeof Statement>;

/** What can be wrong with a ledger that was changed behind its back. */
export const ledgerFaults = [
  "link_missing",
  "row_missing",
  "row_unsealed",
  "hash_mismatch",
  "unbalanced",
  "running_balance",
  "balance_mismatch",
  "account_mismatch",
  "file_corrupt",
] as const;
/** What can be wrong with a ledger that was changed behind its back. */
export type LedgerFault = (typeof ledgerFaults)[number];

export const LedgerVerification = Type.Object({
  object: Type.Literal("ledger_verification"),
  valid: Type.Boolean(),
  links: Type.Integer({ minimum: 0 }),
  transactions: Type.Integer({ minimum: 0 }),
  entries: Type.Integer({ minimum: 0 }),
  head: Nullable(
    Type.String({ description: "The newest link's hash: keep it to know later that nothing was cut off." }),
  ),
  first_break: Nullable(
    Type.Object({
      fault: OneOf(...ledgerFaults),
      link: Nullable(Type.Integer({ minimum: 1 })),
      subject: Nullable(Type.String({ description: "The id of what is broken." })),
      message: Type.String(),
    }),
  ),
});
/** Whether the ledger is what was once recorded; if not, the first place where it is not. */
export type LedgerVerification = Static<typeof LedgerVerification>;

export const LedgerVerificationProgress = Type.Object({
  object: Type.Literal("ledger_verification_progress"),
  links: Type.Integer({ minimum: 0 }),
  links_total: Type.Integer({ minimum: 0, description: "How long the chain was when the walk began." }),
});
/** How far a verification has come. */
export type LedgerVerificationProgress = Static<typeof LedgerVerificationProgress>;

export const LedgerImport = Type.Object({
  object: Type.Literal("ledger_import"),
  recorded: Type.Integer({ minimum: 0 }),
  repeated: Type.Integer({ minimum: 0, description: "Transactions that were there already, with the same content." }),
  accounts_opened: Type.Array(Type.String()),
});
/** What an import did. */
export type LedgerImport = Static<typeof LedgerImport>;
