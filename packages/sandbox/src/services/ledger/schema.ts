const never = (table: string, change: string, of = "") => `
  CREATE TRIGGER ${table}_refuse_${change.toLowerCase()} BEFORE ${change}${of} ON ${table}
    BEGIN SELECT RAISE(ABORT, 'What is recorded in the ledger never changes.'); END;`;

const immutable = [
  "ledger_closures",
  "ledger_account_details",
  "ledger_transactions",
  "ledger_resolutions",
  "ledger_holds",
  "ledger_entries",
  "ledger_refusals",
  "ledger_chain",
].flatMap((table) => ["UPDATE", "DELETE"].map((change) => never(table, change)));

// Of an account nothing changes but whether it is closed, how it is called and what is noted on it.
const fixed = "n, id, realm, type, currency, code, user_id, min_balance, max_balance, created";
const fixedAccounts = [never("ledger_accounts", "UPDATE", ` OF ${fixed}`), never("ledger_accounts", "DELETE")];

const amountMax = Number.MAX_SAFE_INTEGER;
const content = `
    description TEXT,
    metadata TEXT NOT NULL,
    entries_digest TEXT NOT NULL,
    exchange_rates TEXT NOT NULL,
    pending INTEGER NOT NULL,
    effective_at INTEGER`;
const line = `
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    ledger_transaction TEXT NOT NULL REFERENCES ledger_transactions (id),
    account TEXT NOT NULL REFERENCES ledger_accounts (id),
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount <> 0)`;

export const ledgerSchema = `
  CREATE TABLE ledger_accounts (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    currency TEXT,
    code TEXT,
    user_id TEXT,
    min_balance INTEGER,
    max_balance INTEGER,
    metadata TEXT NOT NULL,
    created INTEGER NOT NULL,
    closed_at INTEGER
  );
  CREATE INDEX ledger_accounts_by_realm ON ledger_accounts (realm, n);
  CREATE UNIQUE INDEX account_code_taken ON ledger_accounts (realm, code, COALESCE(user_id, ''));
  CREATE UNIQUE INDEX account_name_taken ON ledger_accounts (realm, name, COALESCE(user_id, ''));
  CREATE TABLE ledger_closures (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES ledger_accounts (id),
    closed INTEGER NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX ledger_closures_by_realm ON ledger_closures (realm, n);
  CREATE TABLE ledger_account_details (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES ledger_accounts (id),
    name TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX ledger_account_details_by_realm ON ledger_account_details (realm, n);
  CREATE TABLE ledger_balances (
    account TEXT NOT NULL REFERENCES ledger_accounts (id),
    currency TEXT NOT NULL,
    posted INTEGER NOT NULL,
    held_debit INTEGER NOT NULL CHECK (held_debit >= 0),
    held_credit INTEGER NOT NULL CHECK (held_credit >= 0),
    version INTEGER NOT NULL,
    sign INTEGER NOT NULL,
    min_balance INTEGER,
    max_balance INTEGER,
    PRIMARY KEY (account, currency),
    CONSTRAINT balance_in_range CHECK (
      posted - held_credit >= -${amountMax} AND posted + held_debit <= ${amountMax}
      AND held_debit <= ${amountMax} AND held_credit <= ${amountMax}),
    CONSTRAINT balance_above_minimum CHECK (
      min_balance IS NULL OR CASE sign WHEN 1 THEN posted - held_credit ELSE -posted - held_debit END >= min_balance),
    CONSTRAINT balance_below_maximum CHECK (
      max_balance IS NULL OR CASE sign WHEN 1 THEN posted + held_debit ELSE held_credit - posted END <= max_balance)
  ) WITHOUT ROWID;
  CREATE TABLE ledger_transactions (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    reference_id TEXT NOT NULL,
    ${content},
    expires_at INTEGER,
    reverses TEXT REFERENCES ledger_transactions (id),
    created INTEGER NOT NULL,
    UNIQUE (realm, reference_id)
  );
  CREATE INDEX ledger_transactions_by_realm ON ledger_transactions (realm, n);
  CREATE UNIQUE INDEX reversed_once ON ledger_transactions (reverses) WHERE reverses IS NOT NULL;
  CREATE TABLE ledger_resolutions (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    ledger_transaction TEXT NOT NULL UNIQUE REFERENCES ledger_transactions (id),
    outcome TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX ledger_resolutions_by_realm ON ledger_resolutions (realm, n);
  CREATE TABLE ledger_holds (${line},
    created INTEGER NOT NULL
  );
  CREATE INDEX ledger_holds_by_realm ON ledger_holds (realm, n);
  CREATE INDEX ledger_holds_by_account ON ledger_holds (account, currency);
  CREATE TABLE ledger_entries (${line},
    balance_after INTEGER NOT NULL,
    account_version INTEGER NOT NULL,
    sign INTEGER NOT NULL,
    effective_at INTEGER NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX ledger_entries_by_realm ON ledger_entries (realm, n);
  CREATE INDEX ledger_entries_by_instant ON ledger_entries (realm, created, n);
  CREATE INDEX ledger_entries_by_account ON ledger_entries (realm, account, n, currency);
  CREATE INDEX ledger_entries_dated ON ledger_entries (account, currency, effective_at)
    WHERE effective_at <> created;
  CREATE TABLE ledger_refusals (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    reference_id TEXT NOT NULL,
    ${content},
    expires_in_s INTEGER,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    param TEXT,
    created INTEGER NOT NULL,
    UNIQUE (realm, reference_id)
  );
  CREATE TABLE ledger_chain (
    realm INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    created INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (realm, seq)
  ) WITHOUT ROWID;
  CREATE TABLE ledger_heads (
    realm INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE VIEW ledger_journal AS
    SELECT t.*,
      COALESCE(r.outcome, CASE t.pending WHEN 1 THEN 'pending' ELSE 'recorded' END) AS status,
      r.created AS resolved_at,
      (SELECT v.id FROM ledger_transactions v WHERE v.reverses = t.id) AS reversed_by
    FROM ledger_transactions t LEFT JOIN ledger_resolutions r ON r.ledger_transaction = t.id;
  ${[...immutable, ...fixedAccounts].join("")}
`;
