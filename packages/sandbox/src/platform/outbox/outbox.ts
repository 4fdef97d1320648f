import type { List, PageParams } from "@micro/sdk/contract";

import { limits } from "../limits.ts";
import { createWakeUp } from "../wake-up.ts";
import type { Database, Reader, Transaction } from "../db/database.ts";
import * as store from "./store.ts";
import type { OutboxRow, UnreadRow } from "./tables.ts";

export interface NewRecord {
  id: string;
  realm: number;
  type: string;
  subject: string;
  created: number;
  trace?: string | null;
  /** Writes the bytes that every receiver gets, from the record's number. */
  payload: (seq: number) => string;
}

export interface RecordQuery {
  url: string;
  params: PageParams;
  type?: string | undefined;
  typePrefix?: string | undefined;
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}

/** The log that effects are read from. A record is written in the transaction of its cause. */
export interface Outbox {
  append(tx: Transaction, record: NewRecord): Promise<void>;
  find(db: Reader, realm: number, id: string): Promise<OutboxRow | undefined>;
  list<Resource>(
    db: Reader,
    realm: number,
    request: RecordQuery,
    toResource: (row: OutboxRow) => Resource,
  ): Promise<List<Resource>>;
  /**
   * The payload of the newest record about a subject from before this step of the transaction; of one that has none yet, the
   * first of this step, which is new then. Undefined when there is no record. For long-lived resources it outlives the record.
   */
  latestBefore(
    tx: Transaction,
    realm: number,
    subject: string,
  ): Promise<{ payload: string; isNew: boolean } | undefined>;
  /** Begins another step of a transaction that does several things one after the other; without it, it is a single step. */
  nextStep(tx: Transaction): void;
  /** Whether there ever was a record with this id, even one that is no longer shown. */
  isGone(db: Reader, realm: number, id: string): Promise<boolean>;
  /** Where a reader that has read up to `seq` goes on: at `seq`, or later when the next records are no longer kept. */
  startOf(db: Reader, realm: number, seq: number): Promise<number>;
  /** Deletes some of the oldest records that are no longer shown, up to the one that the reader read last. */
  prune(tx: Transaction, reader: string): Promise<void>;
  /** Sends records again to the followers of the realm, once the transaction is committed. Returns how many followers there are. */
  resend(tx: Transaction, realm: number, records: readonly OutboxRow[]): number;
  /** The newest number of a realm, 0 before its first record. */
  head(db: Reader, realm: number): Promise<number>;
  /** The realm's records after a number, oldest first, one page. */
  after(db: Reader, realm: number, seq: number): Promise<OutboxRow[]>;
  /** The place of the newest record in the whole log, 0 where there is none. */
  last(db: Reader): Promise<number>;
  /** The next records for a reader of the whole log, oldest first, one page. */
  unread(tx: Transaction, reader: string): Promise<UnreadRow[]>;
  /**
   * Marks the log as read up to a record. A transaction that has written anything does so itself; otherwise the next
   * transaction does, which saves a commit for each record that nobody waits for.
   */
  markRead(tx: Transaction, reader: string, n: number): Promise<void>;
  /** Calls after each commit that appended, with the realms that have something new. */
  onAppend(call: (realms: ReadonlySet<number>) => void): () => void;
  /**
   * One realm's records after a number: first those that exist, then each new one, without gap or duplicate; in between,
   * those that are sent again.
   */
  follow(db: Database, realm: number, after: number, signal: AbortSignal): AsyncGenerator<FollowedRow>;
}

/** A record as a follower gets it. */
export interface FollowedRow extends OutboxRow {
  /** Whether it is sent again on request; then it does not move the follower's place. */
  isReplay: boolean;
}

interface Follower {
  realm: number;
  wake: () => void;
  replays: OutboxRow[];
}

/** Makes the outbox of one sandbox. Records created before `oldest` are no longer shown, and `prune` deletes them. */
export function createOutbox(oldest: () => number = () => 0): Outbox {
  const followers = new Set<Follower>();
  /** For each open transaction, the number of the first record that its current step appended about each subject. */
  const firsts = new WeakMap<Transaction, Map<string, number>>();
  const listeners = new Set<(realms: ReadonlySet<number>) => void>();
  let appended = new Set<number>();
  let announced = false;

  const announce = () => {
    announced = false;
    const realms = appended;
    appended = new Set();
    for (const listener of listeners) listener(realms);
  };

  const outbox: Outbox = {
    append: async (tx, record) => {
      const note = `outbox:${record.realm}`;
      const seq = (tx.notes.get(note) ?? (await outbox.head(tx, record.realm))) + 1;
      const { payload, trace = null, ...columns } = record;
      await tx.run(store.insertRecord, { ...columns, trace, seq, payload: payload(seq) });
      tx.notes.set(note, seq);
      const first = firsts.get(tx);
      if (!first) firsts.set(tx, new Map([[record.subject, seq]]));
      else if (!first.has(record.subject)) first.set(record.subject, seq);
      tx.onCommit(() => {
        appended.add(record.realm);
        if (announced) return;
        announced = true;
        queueMicrotask(announce);
      });
    },
    find: (db, realm, id) => db.first(store.findRecord, { realm, id, oldest: oldest() }),
    latestBefore: async (tx, realm, subject) => {
      const first = firsts.get(tx)?.get(subject);
      const lastBefore = (seq: number) => tx.first(store.lastPayloadOf, { realm, subject, seq });
      const latest =
        (await lastBefore(first ?? Number.MAX_SAFE_INTEGER)) ??
        (await tx.first(store.findLatestPayload, { realm, subject }));
      if (latest) return { payload: latest.payload, isNew: false };
      const begun = first === undefined ? undefined : await lastBefore(first + 1);
      return begun && { payload: begun.payload, isNew: true };
    },
    nextStep: (tx) => void firsts.delete(tx),
    list: (db, realm, { url, params, type, typePrefix, types, subject }, toResource) =>
      store.pageOfRecords(db, {
        url,
        owner: realm,
        params: { ...params, created: { ...params.created, gte: Math.max(params.created?.gte ?? 0, oldest()) } },
        filters: { type, subject },
        prefixes: { type: typePrefix },
        sets: { type: types },
        toResource,
      }),
    isGone: async (db, realm, id) => (await db.first(store.findId, { realm, id })) !== undefined,
    startOf: async (db, realm, seq) => {
      const first = (await db.first(store.firstKeptSeq, { realm, oldest: oldest() }))?.seq;
      return Math.max(seq, first === undefined ? await outbox.head(db, realm) : first - 1);
    },
    prune: async (tx, reader) => {
      const n = (await tx.first(store.findCursor, { reader }))?.n ?? 0;
      // The record that the reader read last stays: in an empty table SQLite would number from 1 again, below the cursor.
      const [first] = await tx.all(store.oldestRecords, { n, limit: 1 });
      if (!first || first.created >= oldest()) return;
      const records = await tx.all(store.oldestRecords, { n, limit: limits.eventPruneMax });
      const kept = records.findIndex(({ created }) => created >= oldest());
      const last = records.at(kept === -1 ? -1 : kept - 1) ?? first;
      await tx.run(store.keepHeads, { n: last.n });
      await tx.run(store.keepIds, { n: last.n });
      await tx.run(store.keepLatestPayloads, { n: last.n });
      await tx.run(store.deleteRecords, { n: last.n });
    },
    resend: (tx, realm, records) => {
      const audience = [...followers].filter((follower) => follower.realm === realm);
      tx.onCommit(() => {
        for (const follower of audience) {
          follower.replays.push(...records.slice(0, limits.streamReplayMax - follower.replays.length));
          follower.wake();
        }
      });
      return audience.length;
    },
    head: async (db, realm) => (await db.first(store.headOf, { realm }))?.seq ?? 0,
    after: (db, realm, seq) => db.all(store.recordsAfterSeq, { realm, seq, limit: limits.outboxPageMax }),
    last: async (db) => (await db.first(store.lastPosition, {}))?.n ?? 0,
    unread: async (tx, reader) => {
      const n = (await tx.first(store.findCursor, { reader }))?.n ?? 0;
      return tx.all(store.recordsAfterPosition, { n, limit: limits.outboxPageMax });
    },
    markRead: async (tx, reader, n) => {
      if (tx.hasWritten) await tx.run(store.saveCursor, { reader, n });
      else tx.runLater(`outbox cursor of ${reader}`, store.saveCursor, { reader, n });
    },
    onAppend: (call) => {
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    follow: async function* (db, realm, after, signal) {
      let last = after;
      const wakeUp = createWakeUp(signal);
      const follower: Follower = { realm, wake: wakeUp.ring, replays: [] };
      followers.add(follower);
      const stop = outbox.onAppend((realms) => realms.has(realm) && wakeUp.ring());
      try {
        while (!signal.aborted) {
          const changed = wakeUp.arm();
          const page = await db.read((reader) => outbox.after(reader, realm, last));
          for (const record of page) {
            if (signal.aborted) return;
            last = record.seq;
            yield { ...record, isReplay: false };
          }
          const replays = follower.replays.splice(0);
          for (const record of replays) {
            if (signal.aborted) return;
            yield { ...record, isReplay: true };
          }
          if (page.length === 0 && replays.length === 0 && !signal.aborted) await changed;
        }
      } finally {
        followers.delete(follower);
        stop();
        wakeUp.close();
      }
    },
  };
  return outbox;
}
