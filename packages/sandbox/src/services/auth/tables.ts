import type { AuditAction, Mode, Role } from "@micro/sdk/contract";

import type { Numbered } from "../../platform/db/statement.ts";

export interface UserRow {
  n: number;
  id: string;
  account: string;
  email: string;
  name: string | null;
  role: Role;
  /** Null: this user cannot log in with a password. */
  password_hash: string | null;
  /** Counts the passwords: a link of a mail is good for one of them. */
  credential_version: number;
  email_verified_at: number | null;
  /** JSON object of texts. */
  settings: string;
  created: number;
}

export interface SessionRow {
  n: number;
  id: string;
  account: string;
  user_id: string;
  /** Counts the refresh tokens of this session; the newest is valid. */
  generation: number;
  rotated_at: number;
  expires_at: number;
  revoked_at: number | null;
  created: number;
}

export interface ApiKeyRow {
  n: number;
  id: string;
  account: string;
  mode: Mode;
  realm: number;
  name: string | null;
  digest: string;
  truncated_key: string;
  /** JSON array, or null for all. */
  scopes: string | null;
  expires_at: number | null;
  revoked_at: number | null;
  /** The key that takes its place. */
  rolled_to: string | null;
  created: number;
}

/** When a key was last used: apart from the key, for it is no change of it. */
export interface ApiKeyUseRow {
  id: string;
  last_used_at: number;
}

/** The private half derives from the sandbox's secret and the number. */
export interface SigningKeyRow {
  number: number;
  kid: string;
  /** JSON Web Key. */
  public_key: string;
  created: number;
  signs_from: number;
  retires_at: number | null;
}

export interface DeviceRow {
  n: number;
  id: string;
  device_digest: string;
  user_digest: string;
  client_name: string | null;
  status: "pending" | "approved" | "denied" | "used";
  /** Seconds that the device has to wait between two questions. */
  poll_interval: number;
  asked_at: number | null;
  /** Who approved it. */
  user_id: string | null;
  expires_at: number;
  created: number;
}

/** How often a user gave a wrong code. */
export interface DeviceTryRow {
  user_id: string;
  tries: number;
  since: number;
}

/** A browser that may see pages; before it took the token, the token that lets it. */
export interface PageSessionRow {
  n: number;
  id: string;
  account: string;
  /** The API key or the session that made it: it ends with that. */
  credential: string;
  token_digest: string;
  /** Of the cookie; null until the token is used. */
  cookie_digest: string | null;
  /** Until when the token can be used. */
  expires_at: number;
  created: number;
}

export interface AuditRow {
  n: number;
  id: string;
  account: string;
  action: AuditAction;
  actor: string | null;
  target: string | null;
  ip: string | null;
  request: string | null;
  /** JSON object of texts. */
  details: string;
  created: number;
}

interface AccountRow {
  n: number;
  id: string;
  /** The realm that acts for it; null for an account of somebody's own, and once they have parted. */
  platform: number | null;
  created: number;
}

export interface AuthTables {
  accounts: Numbered<AccountRow>;
  realms: { realm: number; account: string; mode: Mode };
  users: Numbered<UserRow>;
  sessions: Numbered<SessionRow>;
  api_keys: Numbered<ApiKeyRow>;
  api_key_uses: ApiKeyUseRow;
  signing_keys: SigningKeyRow;
  device_authorizations: Numbered<DeviceRow>;
  device_tries: DeviceTryRow;
  page_sessions: Numbered<PageSessionRow>;
  audit_entries: Numbered<AuditRow>;
}

export const authSchema = `
  CREATE TABLE accounts (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    platform INTEGER,
    created INTEGER NOT NULL
  );
  CREATE TABLE realms (
    realm INTEGER PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    UNIQUE (account, mode)
  );
  CREATE TABLE users (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id),
    email TEXT NOT NULL UNIQUE,
    name TEXT,
    role TEXT NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    password_hash TEXT,
    credential_version INTEGER NOT NULL,
    email_verified_at INTEGER,
    settings TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX users_by_account ON users (account, n);
  CREATE TABLE sessions (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    generation INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    created INTEGER NOT NULL
  );
  CREATE INDEX sessions_by_user ON sessions (user_id, n);
  CREATE TABLE api_keys (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    mode TEXT NOT NULL,
    realm INTEGER NOT NULL REFERENCES realms (realm),
    name TEXT,
    digest TEXT NOT NULL UNIQUE,
    truncated_key TEXT NOT NULL,
    scopes TEXT,
    expires_at INTEGER,
    revoked_at INTEGER,
    rolled_to TEXT,
    created INTEGER NOT NULL
  );
  CREATE INDEX api_keys_by_account ON api_keys (account, n);
  CREATE TABLE api_key_uses (
    id TEXT PRIMARY KEY,
    last_used_at INTEGER NOT NULL
  );
  CREATE TABLE signing_keys (
    number INTEGER PRIMARY KEY,
    kid TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    created INTEGER NOT NULL,
    signs_from INTEGER NOT NULL,
    retires_at INTEGER
  );
  CREATE TABLE device_authorizations (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    device_digest TEXT NOT NULL UNIQUE,
    user_digest TEXT NOT NULL UNIQUE,
    client_name TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'denied', 'used')),
    poll_interval INTEGER NOT NULL,
    asked_at INTEGER,
    user_id TEXT,
    expires_at INTEGER NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE TABLE device_tries (
    user_id TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    since INTEGER NOT NULL
  );
  CREATE TABLE page_sessions (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    credential TEXT NOT NULL,
    token_digest TEXT NOT NULL UNIQUE,
    cookie_digest TEXT UNIQUE,
    expires_at INTEGER NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE TABLE audit_entries (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT,
    target TEXT,
    ip TEXT,
    request TEXT,
    details TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX audit_entries_by_account ON audit_entries (account, n);
  CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'an audit entry never changes'); END;
`;
