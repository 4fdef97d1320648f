import type { Numbered } from "../db/statement.ts";

/** A record of the outbox: what happened, in the bytes that everyone is sent. */
export interface OutboxRow {
  /** The place in the whole log, across all realms. */
  n: number;
  id: string;
  realm: number;
  /** The place in the realm's log, without gaps. */
  seq: number;
  type: string;
  /** The id of the thing that it is about. */
  subject: string;
  created: number;
  /** The trace of the request that caused it, to be passed on with it (W3C Trace Context). */
  trace: string | null;
  payload: string;
}

/** What a reader of the whole log gets: without the bytes, which most have no use for. */
export type UnreadRow = Pick<OutboxRow, "n" | "id" | "realm" | "type" | "subject">;

export interface OutboxTables {
  outbox: Numbered<OutboxRow>;
  /** The newest number of each realm among the records that are no longer kept. */
  outbox_heads: { realm: number; seq: number };
  outbox_cursors: { reader: string; n: number };
  /** The ids of records that are no longer kept. */
  outbox_gone: { id: string; realm: number };
  /** What was told last of each thing that goes on, of the records that are no longer kept. */
  outbox_told: Pick<OutboxRow, "realm" | "subject" | "payload">;
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
  CREATE TABLE outbox_gone (id TEXT PRIMARY KEY, realm INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE outbox_told (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    UNIQUE (realm, subject)
  );
`;
