import type { List, PageParams } from "@micro/sdk/contract";

import { limits } from "../limits.ts";
import { pageOf } from "../db/page.ts";
import type { Database, Reader, Transaction } from "../db/database.ts";
import { slots, statements, type Params } from "../db/statement.ts";
import { lastingTypes } from "./lasting.ts";
import type { OutboxRow, OutboxTables, UnreadRow } from "./tables.ts";

const sql = statements<OutboxTables>();

const insert = sql((q, p: Params<Omit<OutboxRow, "n">>) =>
  q.insertInto("outbox").values(slots(p, ["id", "realm", "seq", "type", "subject", "created", "trace", "payload"])),
);
const find = sql((q, p: Params<{ realm: number; id: string; oldest: number }>) =>
  q
    .selectFrom("outbox")
    .selectAll()
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm"))
    .where("created", ">=", p("oldest")),
);
const lastOf = sql((q, p: Params<{ realm: number; subject: string; seq: number }>) =>
  q
    .selectFrom("outbox")
    .select("payload")
    .where("realm", "=", p("realm"))
    .where("subject", "=", p("subject"))
    .where("seq", "<", p("seq"))
    .orderBy("seq", "desc")
    .limit(1),
);
const findId = sql((q, p: Params<{ realm: number; id: string }>) =>
  q
    .selectFrom("outbox")
    .select("id")
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm"))
    .unionAll(q.selectFrom("outbox_gone").select("id").where("id", "=", p("id")).where("realm", "=", p("realm"))),
);
/** The first number of a realm that is kept. */
const firstKept = sql((q, p: Params<{ realm: number; oldest: number }>) =>
  q
    .selectFrom("outbox")
    .select("seq")
    .where("realm", "=", p("realm"))
    .where("created", ">=", p("oldest"))
    .orderBy("seq")
    .limit(1),
);
/** What was written first, before a record. */
const oldestRecords = sql((q, p: Params<{ n: number; limit: number }>) =>
  q.selectFrom("outbox").select(["n", "created"]).where("n", "<", p("n")).orderBy("n").limit(p("limit")),
);
const keepIds = sql((q, p: Params<{ n: number }>) =>
  q
    .insertInto("outbox_gone")
    .columns(["id", "realm"])
    .expression(q.selectFrom("outbox").select(["id", "realm"]).where("n", "<=", p("n"))),
);
/** What was told last of what goes on. */
const keepTold = sql((q, p: Params<{ n: number }>) =>
  q
    .replaceInto("outbox_told")
    .columns(["realm", "subject", "payload"])
    .expression(
      q
        .selectFrom("outbox")
        .select(["realm", "subject", "payload"])
        .where("n", "<=", p("n"))
        .where("type", "in", lastingTypes)
        .orderBy("n"),
    ),
);
const findTold = sql((q, p: Params<{ realm: number; subject: string }>) =>
  q.selectFrom("outbox_told").select("payload").where("realm", "=", p("realm")).where("subject", "=", p("subject")),
);
const forget = sql((q, p: Params<{ n: number }>) => q.deleteFrom("outbox").where("n", "<=", p("n")));
const page = pageOf<OutboxRow>("outbox", "realm", "seq");
/** The newest number of a realm: that of its last record, or where none is kept, of the last that left. */
const head = sql((q, p: Params<{ realm: number }>) =>
  q.selectNoFrom((eb) =>
    eb.fn
      .coalesce(
        eb.selectFrom("outbox").select("seq").where("realm", "=", p("realm")).orderBy("seq", "desc").limit(1),
        eb.selectFrom("outbox_heads").select("seq").where("realm", "=", p("realm")),
        eb.lit(0),
      )
      .as("seq"),
  ),
);
/** Notes the newest numbers of what leaves, up to a record. */
const keepHeads = sql((q, p: Params<{ n: number }>) =>
  q
    .insertInto("outbox_heads")
    .columns(["realm", "seq"])
    .expression(
      q
        .selectFrom("outbox")
        .select(({ fn }) => ["realm", fn.max("seq").as("seq")])
        .where("n", "<=", p("n"))
        .groupBy("realm"),
    )
    .onConflict((conflict) => conflict.column("realm").doUpdateSet((eb) => ({ seq: eb.ref("excluded.seq") }))),
);
const afterSeq = sql((q, p: Params<{ realm: number; seq: number; limit: number }>) =>
  q
    .selectFrom("outbox")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("seq", ">", p("seq"))
    .orderBy("seq")
    .limit(p("limit")),
);
const afterPosition = sql((q, p: Params<{ n: number; limit: number }>) =>
  q
    .selectFrom("outbox")
    .select(["n", "id", "realm", "type", "subject"])
    .where("n", ">", p("n"))
    .orderBy("n")
    .limit(p("limit")),
);
const cursor = sql((q, p: Params<{ reader: string }>) =>
  q.selectFrom("outbox_cursors").select("n").where("reader", "=", p("reader")),
);
const saveCursor = sql((q, p: Params<{ reader: string; n: number }>) =>
  q
    .insertInto("outbox_cursors")
    .values({ reader: p("reader"), n: p("n") })
    .onConflict((conflict) => conflict.column("reader").doUpdateSet({ n: p("n") })),
);

export interface NewRecord {
  id: string;
  realm: number;
  type: string;
  subject: string;
  created: number;
  trace?: string | null;
  /** Writes the bytes that everyone is sent, knowing the record's number. */
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
   * What was told last of a thing before this transaction. It is kept for longer than records are where things of its kind
   * go on; undefined where it is not, or where nothing was told.
   */
  toldBefore(tx: Transaction, realm: number, subject: string): Promise<string | undefined>;
  /** Whether there was a record that is older than records are kept. */
  isGone(db: Reader, realm: number, id: string): Promise<boolean>;
  /** Where a reader that has read up to `seq` goes on: further on where what follows is gone. */
  startOf(db: Reader, realm: number, seq: number): Promise<number>;
  /** Drops the oldest records before the last that the reader has read, where they are older than records are kept, some at a time. */
  prune(tx: Transaction, reader: string): Promise<void>;
  /** Sends records again to those who follow the realm, once the transaction is committed. Answers how many they are. */
  resend(tx: Transaction, realm: number, records: readonly OutboxRow[]): number;
  /** The newest number of a realm, 0 before its first record. */
  head(db: Reader, realm: number): Promise<number>;
  /** The realm's records after a number, oldest first, one page. */
  after(db: Reader, realm: number, seq: number): Promise<OutboxRow[]>;
  /** The next records for a reader of the whole log, oldest first, one page. */
  unread(tx: Transaction, reader: string): Promise<UnreadRow[]>;
  /**
   * Marks the log as read up to a record, in the transaction that holds the work. Where that is none, the next transaction
   * does it, which saves a commit for each record that nobody wants.
   */
  markRead(tx: Transaction, reader: string, n: number): Promise<void>;
  /** Calls after each commit that appended, with the realms that have something new. */
  onAppend(call: (realms: ReadonlySet<number>) => void): () => void;
  /**
   * One realm's records after a number: first those that are there, then each as it comes, without gap or duplicate; in
   * between those that are sent again.
   */
  follow(db: Database, realm: number, after: number, signal: AbortSignal): AsyncGenerator<FollowedRow>;
}

/** A record as a follower gets it. */
export interface FollowedRow extends OutboxRow {
  /** It is sent again, and says nothing of the follower's place. */
  isReplay: boolean;
}

interface Follower {
  realm: number;
  wake: () => void;
  replays: OutboxRow[];
}

/** Makes the outbox of one sandbox. Records that were created before `oldest` are no longer shown, and leave in time. */
export function createOutbox(oldest: () => number = () => 0): Outbox {
  const followers = new Set<Follower>();
  /** The numbers of the first records that transactions have made of a thing. */
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
      await tx.run(insert, { ...columns, trace, seq, payload: payload(seq) });
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
    find: (db, realm, id) => db.first(find, { realm, id, oldest: oldest() }),
    toldBefore: async (tx, realm, subject) => {
      const seq = firsts.get(tx)?.get(subject) ?? Number.MAX_SAFE_INTEGER;
      return ((await tx.first(lastOf, { realm, subject, seq })) ?? (await tx.first(findTold, { realm, subject })))
        ?.payload;
    },
    list: (db, realm, { url, params, type, typePrefix, types, subject }, toResource) =>
      page(db, {
        url,
        owner: realm,
        params: { ...params, created: { ...params.created, gte: Math.max(params.created?.gte ?? 0, oldest()) } },
        filters: { type, subject },
        prefixes: { type: typePrefix },
        sets: { type: types },
        toResource,
      }),
    isGone: async (db, realm, id) => (await db.first(findId, { realm, id })) !== undefined,
    startOf: async (db, realm, seq) => {
      const first = (await db.first(firstKept, { realm, oldest: oldest() }))?.seq;
      return Math.max(seq, first === undefined ? await outbox.head(db, realm) : first - 1);
    },
    prune: async (tx, reader) => {
      const n = (await tx.first(cursor, { reader }))?.n ?? 0;
      // The one that the reader stands on stays: in an empty table the numbers would begin again, behind its back.
      const [first] = await tx.all(oldestRecords, { n, limit: 1 });
      if (!first || first.created >= oldest()) return;
      const records = await tx.all(oldestRecords, { n, limit: limits.eventPruneMax });
      const kept = records.findIndex(({ created }) => created >= oldest());
      const last = records.at(kept === -1 ? -1 : kept - 1) ?? first;
      await tx.run(keepHeads, { n: last.n });
      await tx.run(keepIds, { n: last.n });
      await tx.run(keepTold, { n: last.n });
      await tx.run(forget, { n: last.n });
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
    head: async (db, realm) => (await db.first(head, { realm }))?.seq ?? 0,
    after: (db, realm, seq) => db.all(afterSeq, { realm, seq, limit: limits.outboxPageMax }),
    unread: async (tx, reader) => {
      const n = (await tx.first(cursor, { reader }))?.n ?? 0;
      return tx.all(afterPosition, { n, limit: limits.outboxPageMax });
    },
    markRead: async (tx, reader, n) => {
      if (tx.hasWritten) await tx.run(saveCursor, { reader, n });
      else tx.runLater(`outbox cursor of ${reader}`, saveCursor, { reader, n });
    },
    onAppend: (call) => {
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    follow: async function* (db, realm, after, signal) {
      let last = after;
      const follower: Follower = { realm, wake: () => {}, replays: [] };
      followers.add(follower);
      const stop = outbox.onAppend((realms) => realms.has(realm) && follower.wake());
      const onAbort = () => follower.wake();
      signal.addEventListener("abort", onAbort);
      try {
        while (!signal.aborted) {
          // Armed before the read, so that what is committed during it is not missed.
          const changed = new Promise<void>((resolve) => (follower.wake = resolve));
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
        signal.removeEventListener("abort", onAbort);
      }
    },
  };
  return outbox;
}
