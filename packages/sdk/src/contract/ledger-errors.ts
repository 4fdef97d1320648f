import { invalid } from "./error-entry.ts";

/** What the ledger refuses. */
export const ledgerErrors = {
  account_code_taken: invalid(
    "The code is in use by another account of this holder.",
    "Use the account that has it, or choose another code.",
    409,
  ),
  account_name_taken: invalid(
    "The name is in use by another account of this holder.",
    "Use the account that has it, or choose another name.",
    409,
  ),
  account_reserved: invalid(
    "The account belongs to the chart of accounts that payments post to.",
    "Choose another code or name, or name a holder with `user_id`.",
    409,
  ),
  account_closed: invalid(
    "The account is closed and takes no entries.",
    "Use another account, or open this one again with POST /ledger/accounts/{id}/reopen.",
  ),
  account_has_holds: invalid(
    "The account has holds that are still pending.",
    "Post or void the pending transactions first.",
    409,
  ),
  entries_too_few: invalid(
    "A transaction has at least two entries.",
    "Add the other side: what one account gives, another takes.",
  ),
  entries_too_many: invalid("A transaction has at most 500 entries.", "Record several transactions, or a batch."),
  amount_zero: invalid("An entry's amount is never zero.", "Leave the entry out."),
  amount_out_of_range: invalid(
    "The amount is beyond the range of exact integers (±(2^53 − 1)).",
    "Send an integer of the minor unit within the range.",
  ),
  transaction_unbalanced: invalid(
    "The entries do not sum to zero in each currency.",
    "Debits are positive and credits negative: add the entry that is missing.",
  ),
  currency_unbalanced: invalid(
    "The entries are in several currencies and do not sum to zero in each.",
    "Nothing is converted silently: add a liquidity account in each currency that takes one side and gives the other.",
  ),
  exchange_rate_mismatch: invalid(
    "No debit and credit of the two currencies are related by the rate.",
    "Correct the rate or the amounts; they may differ by less than one minor unit.",
  ),
  reference_conflict: invalid(
    "The reference is in use by a transaction with other content.",
    "Use a new `reference_id`, or send the same content to get the first transaction back.",
    409,
  ),
  balance_insufficient: invalid(
    "The account's balance would fall below zero.",
    "Take less. Only an account of the ledger that is opened with `allow_negative: true` may be overdrawn.",
  ),
  balance_below_minimum: invalid(
    "The account's balance, less what is held, would fall below its `min_balance`.",
    "Post a smaller amount.",
  ),
  balance_above_maximum: invalid(
    "The account's balance, with what is held, would rise above its `max_balance`.",
    "Post a smaller amount.",
  ),
  balance_out_of_range: invalid(
    "A balance would leave the range of exact integers (±(2^53 − 1)).",
    "Post a smaller amount.",
  ),
  currency_mismatch: invalid(
    "The currency is not the account's.",
    "Use an account of that currency, or one without a fixed currency.",
  ),
  transaction_not_pending: invalid(
    "The transaction was recorded at once: there is nothing to post or to void.",
    "Reverse it instead.",
    409,
  ),
  hold_already_posted: invalid(
    "The pending transaction was posted already.",
    "Look at `ledger_transaction` in the error; reverse it to undo it.",
    409,
  ),
  hold_already_voided: invalid("The pending transaction was voided already.", "Record a new transaction.", 409),
  hold_expired: invalid("The pending transaction has expired.", "Record a new transaction.", 409),
  hold_amount_exceeded: invalid(
    "The amount is more than the transaction holds.",
    "Post less, or leave `amount` out to post it in full.",
  ),
  hold_amount_indivisible: invalid(
    "The hold cannot be posted in part in this proportion without rounding.",
    "Post it in full, or void it and record the entries you want.",
  ),
  transaction_already_reversed: invalid(
    "The transaction was reversed already.",
    "Look at `ledger_transaction.reversed_by` in the error.",
    409,
  ),
  transaction_not_reversible: invalid(
    "The transaction moved no balance, so there is nothing to reverse.",
    "Void it while it is pending.",
    409,
  ),
  journal_unreadable: invalid(
    "A line of the journal is not a transaction.",
    'Each line is `{"id","date","postings":[{"account","currency","amount"}]}`, with integers of the minor unit.',
  ),
} as const;
