import type { Numbered } from "../db/statement.ts";

/** A record of the outbox: what happened, in the bytes that every receiver gets. */
export interface OutboxRow {
  /** The place in the whole log, across all realms. */
  n: number;
  id: string;
  realm: number;
  /** The place in the realm's log, without gaps. */
  seq: number;
  type: string;
  /** The id of the resource that it is about. */
  subject: string;
  created: number;
  /** The trace of the request that caused it, to be passed on with it (W3C Trace Context). */
  trace: string | null;
  payload: string;
}

/** What a reader of the whole log gets: no payload, since most records concern no endpoint. */
export type UnreadRow = Pick<OutboxRow, "n" | "id" | "realm" | "type" | "subject">;

export interface OutboxTables {
  outbox: Numbered<OutboxRow>;
  /** The highest number of each realm among the records that were deleted. */
  outbox_heads: { realm: number; seq: number };
  outbox_cursors: { reader: string; n: number };
  /** The ids of records that were deleted. */
  outbox_deleted: { id: string; realm: number };
  /** The newest payload about each long-lived resource, of the records that were deleted. */
  outbox_latest: Pick<OutboxRow, "realm" | "subject" | "payload">;
}

export const outboxSchema = `
  CREATE TABLE outbox (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    created INTEGER NOT NULL,
    trace TEXT,
    payload TEXT NOT NULL,
    UNIQUE (realm, seq)
  );
  CREATE INDEX outbox_by_subject ON outbox (realm, subject, seq);
  CREATE TRIGGER outbox_is_immutable BEFORE UPDATE ON outbox
    BEGIN SELECT RAISE(ABORT, 'A record of the outbox never changes.'); END;
  CREATE TABLE outbox_heads (realm INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
  CREATE TABLE outbox_cursors (reader TEXT PRIMARY KEY, n INTEGER NOT NULL);
  CREATE TABLE outbox_deleted (id TEXT PRIMARY KEY, realm INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE outbox_latest (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    UNIQUE (realm, subject)
  );
`;
