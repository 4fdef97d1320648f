import { Type, type Static } from "typebox";

import { amountMax } from "./money.ts";
import { Currency, Id, Metadata, Nullable, OneOf, Params, SignedAmount, Timestamp } from "./schema.ts";

/** The five kinds of account. Debits raise assets and expenses; credits raise the other three. */
export const ledgerAccountTypes = ["asset", "liability", "equity", "revenue", "expense"] as const;
/** The five kinds of account. */
export type LedgerAccountType = (typeof ledgerAccountTypes)[number];
/** The side of an entry, and the side on which an account grows. */
export type Side = "debit" | "credit";

/** The side on which an account of each type grows. */
export const normalSides: Record<LedgerAccountType, Side> = {
  asset: "debit",
  expense: "debit",
  liability: "credit",
  equity: "credit",
  revenue: "credit",
};

export const Balance = Type.Object({
  currency: Currency,
  posted: SignedAmount,
  pending: SignedAmount,
  available: SignedAmount,
});
/**
 * What an account holds in one currency, positive on its normal side: `posted` is what its entries sum to, `pending` what
 * it would be if every hold were posted in full, `available` what is posted less the holds that lower it.
 */
export type Balance = Static<typeof Balance>;

export const LedgerAccount = Type.Object({
  id: Id("ledgerAccount"),
  object: Type.Literal("ledger_account"),
  name: Type.String(),
  type: OneOf(...ledgerAccountTypes),
  normal_side: OneOf("debit", "credit"),
  currency: Nullable(Currency),
  code: Nullable(Type.String()),
  user_id: Nullable(Type.String()),
  allow_negative: Type.Boolean(),
  min_balance: Nullable(SignedAmount),
  max_balance: Nullable(SignedAmount),
  status: OneOf("open", "closed"),
  balance: SignedAmount,
  balances: Type.Array(Balance),
  metadata: Metadata,
  closed_at: Nullable(Timestamp),
  created: Timestamp,
  livemode: Type.Boolean(),
});
/**
 * An account of the ledger. `balance` is the posted balance in its currency (in the default currency when it has no
 * fixed one), positive on the account's normal side. `min_balance` and `max_balance` bound every balance on that side,
 * holds included.
 */
export type LedgerAccount = Static<typeof LedgerAccount>;

export const LedgerEntry = Type.Object({
  id: Id("ledgerEntry"),
  object: Type.Literal("ledger_entry"),
  transaction: Id("ledgerTransaction"),
  account_id: Id("ledgerAccount"),
  amount: SignedAmount,
  currency: Currency,
  direction: OneOf("debit", "credit"),
  balance_after: Nullable(SignedAmount),
  account_version: Nullable(Type.Integer({ minimum: 1 })),
  effective_at: Timestamp,
  created: Timestamp,
});
/**
 * One line of a transaction: `amount` is signed, debit positive. `balance_after` is the account's posted balance after
 * it, positive on the normal side; `account_version` counts the entries of this account and currency. Both are null while
 * the line is only held.
 */
export type LedgerEntry = Static<typeof LedgerEntry>;

/** A transaction is recorded at once, or pending until it is posted, voided or expires. */
export const ledgerTransactionStatuses = ["recorded", "pending", "posted", "voided", "expired"] as const;
/** A transaction is recorded at once, or pending until it is posted, voided or expires. */
export type LedgerTransactionStatus = (typeof ledgerTransactionStatuses)[number];

export const ExchangeRate = Params({
  from: Currency,
  to: Currency,
  rate: Type.String({
    pattern: "^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?$",
    description: "Units of `to` for one unit of `from`, as a decimal: `0.92` euros for a dollar.",
  }),
});
/** The rate at which one currency was given for another, kept as it was agreed. */
export type ExchangeRate = Static<typeof ExchangeRate>;

export const LedgerTransaction = Type.Object({
  id: Id("ledgerTransaction"),
  object: Type.Literal("ledger_transaction"),
  reference_id: Type.String(),
  description: Nullable(Type.String()),
  status: OneOf(...ledgerTransactionStatuses),
  entries: Type.Array(LedgerEntry),
  exchange_rates: Type.Array(ExchangeRate),
  effective_at: Timestamp,
  expires_at: Nullable(Timestamp),
  resolved_at: Nullable(Timestamp),
  reverses: Nullable(Id("ledgerTransaction")),
  reversed_by: Nullable(Id("ledgerTransaction")),
  metadata: Metadata,
  created: Timestamp,
  livemode: Type.Boolean(),
});
/**
 * Entries that sum to zero in each currency, recorded together and never changed. The entries of one that is posted are
 * those that moved the balances, which may be less than was held.
 */
export type LedgerTransaction = Static<typeof LedgerTransaction>;

/** An account where one is asked for: its id, or its code where no user holds it. A code never changes. */
export const LedgerAccountName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "The account's id (`acct_…`) or code; an account of a user goes by its id.",
});

/** One line of a transaction to record: signed (debit positive), or positive with a `direction`. */
export const EntryParam = Params({
  account_id: LedgerAccountName,
  amount: Type.Integer({
    minimum: -amountMax,
    maximum: amountMax,
    errorCodes: { minimum: "amount_out_of_range", maximum: "amount_out_of_range" },
  }),
  currency: Type.Optional(Currency),
  direction: Type.Optional(OneOf("debit", "credit")),
});
/** One line of a transaction to record. */
export type EntryParam = Static<typeof EntryParam>;
