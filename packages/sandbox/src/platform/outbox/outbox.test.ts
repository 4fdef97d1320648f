import { describe, expect, onTestFinished, test } from "vitest";

import type { Database, Transaction } from "../db/database.ts";
import { openSqlite } from "../db/sqlite.ts";
import { limits } from "../limits.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { outboxSchema, type OutboxRow } from "./tables.ts";

async function open(): Promise<{ db: Database; outbox: Outbox }> {
  const db = openSqlite(undefined);
  onTestFinished(() => db.close());
  await db.execute(outboxSchema);
  return { db, outbox: createOutbox() };
}

let ids = 0;
const record = (realm: number, type = "thing.made") => ({
  id: `evt_${++ids}`,
  realm,
  type,
  subject: "thing_1",
  created: 1,
  payload: (seq: number) => `{"seq":${seq}}`,
});
const appendTo = (db: Database, outbox: Outbox, realm: number) =>
  db.transaction((tx) => outbox.append(tx, record(realm)));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("appending", () => {
  test("numbers each realm's records from one, without gaps, in commit order", async () => {
    const { db, outbox } = await open();
    await Promise.allSettled(
      numbers(120).map((index) =>
        db.transaction(async (tx) => {
          await outbox.append(tx, record(index % 3));
          if (index % 5 === 0) throw new Error("undone");
        }),
      ),
    );
    for (const realm of [0, 1, 2]) {
      const rows = await db.read((reader) => outbox.after(reader, realm, 0));
      expect(rows.map(({ seq }) => seq)).toEqual(numbers(32));
      expect(rows.map(({ payload }) => payload)).toEqual(numbers(32).map((seq) => `{"seq":${seq}}`));
      expect(rows.map(({ n }) => n)).toEqual(rows.map(({ n }) => n).toSorted((a, b) => a - b));
      expect(await db.read((reader) => outbox.head(reader, realm))).toBe(32);
    }
  });

  test("gives a number again that an undone transaction had drawn", async () => {
    const { db, outbox } = await open();
    await db.transaction(async (tx) => {
      await outbox.append(tx, record(1));
      await tx
        .savepoint(async () => {
          await outbox.append(tx, record(1));
          throw new Error("undone");
        })
        .catch(() => {});
      await outbox.append(tx, record(1));
    });
    const rows = await db.read((reader) => outbox.after(reader, 1, 0));
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("is announced once the commit stands, and not when it is undone", async () => {
    const { db, outbox } = await open();
    const announced: number[][] = [];
    const stop = outbox.onAppend((realms) => announced.push([...realms]));
    await Promise.all([appendTo(db, outbox, 1), appendTo(db, outbox, 2), appendTo(db, outbox, 1)]);
    await expect.poll(() => announced).toEqual([[1, 2]]);
    await db
      .transaction(async (tx) => {
        await outbox.append(tx, record(1));
        throw new Error("undone");
      })
      .catch(() => {});
    expect(announced).toHaveLength(1);
    stop();
    await appendTo(db, outbox, 1);
    expect(announced).toHaveLength(1);
  });

  test("cannot be taken back: a record never changes", async () => {
    const { db, outbox } = await open();
    await appendTo(db, outbox, 1);
    await expect(db.execute("UPDATE outbox SET payload = 'x'")).rejects.toThrow("never changes");
    const [row] = await db.read((reader) => outbox.after(reader, 1, 0));
    expect(row?.payload).toBe('{"seq":1}');
  });
});

describe("a realm's records", () => {
  test("are found by id in their own realm only", async () => {
    const { db, outbox } = await open();
    await appendTo(db, outbox, 1);
    const id = `evt_${ids}`;
    expect(await db.read((reader) => outbox.find(reader, 1, id))).toMatchObject({ id, realm: 1 });
    expect(await db.read((reader) => outbox.find(reader, 2, id))).toBeUndefined();
  });

  test("have no number before the first", async () => {
    const { db, outbox } = await open();
    expect(await db.read((reader) => outbox.head(reader, 9))).toBe(0);
  });
});

describe("a reader of the whole log", () => {
  test("reads each record once, over all realms, and goes on where it was", async () => {
    const { db, outbox } = await open();
    const append = async (realm: number) => {
      await appendTo(db, outbox, realm);
      return { realm, id: `evt_${ids}`, type: "thing.made", subject: "thing_1" };
    };
    const appended = [await append(1), await append(2), await append(1)];
    const readPage = () =>
      db.transaction(async (tx: Transaction) => {
        const page = await outbox.unread(tx, "reader");
        const last = page.at(-1);
        if (last) await outbox.markRead(tx, "reader", last.n);
        return page;
      });
    expect(await readPage()).toMatchObject(appended);
    expect(await readPage()).toEqual([]);
    const another = await append(2);
    expect(await readPage()).toMatchObject([another]);
    expect(await db.transaction((tx) => outbox.unread(tx, "another"))).toHaveLength(4);
  });
});

describe("records that are older than they are kept", () => {
  test("leave in the order of the log once they were read, and their ids are known", async () => {
    const db = openSqlite(undefined);
    onTestFinished(() => db.close());
    await db.execute(outboxSchema);
    let oldest = 0;
    const outbox = createOutbox(() => oldest);
    const created = [1, 2, 2, 5, 3, 9];
    const records = created.map((at, index) => ({ ...record(1 + (index % 2)), created: at }));
    for (const each of records) await db.transaction((tx) => outbox.append(tx, each));
    const left = async () => {
      await db.transaction((tx) => outbox.prune(tx, "reader"));
      const rows = await db.transaction((tx) => outbox.unread(tx, "another"));
      return rows.map(({ n }) => n);
    };
    const isFound = async ({ id, realm }: { id: string; realm: number }) =>
      (await db.read((reader) => outbox.find(reader, realm, id))) !== undefined;
    oldest = 5;
    expect(await Promise.all(records.map(isFound))).toEqual([false, false, false, true, false, true]);
    const list = await db.read((reader) =>
      outbox.list(reader, 2, { url: "/events", params: { limit: 100 } }, ({ created: at }) => at),
    );
    expect(list.data).toEqual([9, 5]);
    const startOf = (seq: number) => db.read((reader) => outbox.startOf(reader, 2, seq));
    expect([await startOf(0), await startOf(1), await startOf(2)]).toEqual([1, 1, 2]);
    oldest = 4;
    expect(await left()).toEqual([1, 2, 3, 4, 5, 6]);
    await db.transaction((tx) => outbox.markRead(tx, "reader", 2));
    expect(await left()).toEqual([2, 3, 4, 5, 6]);
    await db.transaction((tx) => outbox.markRead(tx, "reader", 6));
    expect(await left()).toEqual([4, 5, 6]);
    oldest = 10;
    // The reader stands on the last one.
    expect(await left()).toEqual([6]);
    expect(await left()).toEqual([6]);
    for (const { id, realm } of records) {
      expect(await db.read((reader) => outbox.isGone(reader, realm, id))).toBe(true);
      expect(await db.read((reader) => outbox.isGone(reader, 3, id))).toBe(false);
    }
    expect(await startOf(0)).toBe(3);
    // The numbers go on after those that left.
    expect(await db.read((reader) => outbox.head(reader, 1))).toBe(3);
    await db.transaction((tx) => outbox.append(tx, { ...record(1), created: 11 }));
    expect(await db.read((reader) => outbox.after(reader, 1, 0))).toMatchObject([{ seq: 4, payload: '{"seq":4}' }]);
    expect(await db.read((reader) => outbox.head(reader, 2))).toBe(3);
    expect(await db.transaction((tx) => outbox.unread(tx, "reader"))).toMatchObject([{ n: 7 }]);
  });
});

describe("the latest payload about a resource", () => {
  test("is the one from before the transaction, or the first of a new one, and of a long-lived resource is kept when its records are deleted", async () => {
    const db = openSqlite(undefined);
    onTestFinished(() => db.close());
    await db.execute(outboxSchema);
    let oldest = 0;
    const outbox = createOutbox(() => oldest);
    const tell = (subject: string, type: string, text: string) =>
      db.transaction(async (tx) => {
        const latest = async () => (await outbox.latestBefore(tx, 1, subject))?.payload;
        const before = await latest();
        for (const payload of [`${text} as it begins`, text]) {
          await outbox.append(tx, { ...record(1), type, subject, created: 1, payload: () => payload });
        }
        return [before, await latest()];
      });
    expect(await tell("cus_1", "customer.created", "Ann")).toEqual([undefined, "Ann as it begins"]);
    expect(await tell("cus_1", "customer.updated", "Anna")).toEqual(["Ann", "Ann"]);
    expect(await tell("ch_1", "charge.succeeded", "20")).toEqual([undefined, "20 as it begins"]);
    await tell("cus_2", "customer.created", "Bea");
    oldest = 2;
    await db.transaction(async (tx) => {
      const page = await outbox.unread(tx, "reader");
      await outbox.markRead(tx, "reader", page.at(-1)?.n ?? 0);
    });
    for (let round = 0; round < 4; round++) await db.transaction((tx) => outbox.prune(tx, "reader"));
    expect(await tell("cus_1", "customer.updated", "Annabel")).toEqual(["Anna", "Anna"]);
    expect(await tell("cus_1", "customer.updated", "Ann")).toEqual(["Annabel", "Annabel"]);
    expect(await tell("ch_1", "charge.updated", "21")).toEqual([undefined, "21 as it begins"]);
    expect(await db.transaction((tx) => outbox.latestBefore(tx, 2, "cus_1"))).toBe(undefined);
  });
});

test("of a transaction with several steps, each changes what the one before has left", async () => {
  const { db, outbox } = await open();
  const append = (tx: Transaction, text: string) =>
    outbox.append(tx, { ...record(1), subject: "sub_1", payload: () => text });
  await db.transaction((tx) => append(tx, "begun"));
  const told = await db.transaction(async (tx) => {
    const before: unknown[] = [];
    for (const text of ["renewed", "not paid"]) {
      outbox.nextStep(tx);
      before.push((await outbox.latestBefore(tx, 1, "sub_1"))?.payload);
      await append(tx, text);
      before.push((await outbox.latestBefore(tx, 1, "sub_1"))?.payload);
    }
    return before;
  });
  expect(told).toEqual(["begun", "begun", "renewed", "renewed"]);
});

describe("following a realm", () => {
  const follow = async (db: Database, outbox: Outbox, after: number, count: number) => {
    const stop = new AbortController();
    const rows: OutboxRow[] = [];
    for await (const row of outbox.follow(db, 1, after, stop.signal)) {
      rows.push(row);
      if (rows.length === count) stop.abort();
    }
    return rows.map(({ seq }) => seq);
  };

  test("gives first what is there, then what comes, without gap or duplicate while others write", async () => {
    const { db, outbox } = await open();
    for (const _ of numbers(300)) await appendTo(db, outbox, 1);
    const followers = [0, 0, 150, 299, 300].map((after) => follow(db, outbox, after, 1000 - after));
    for (let written = 300; written < 1000;) {
      const burst = Math.min(1 + (written % 13), 1000 - written);
      await Promise.all([...numbers(burst).map(() => appendTo(db, outbox, 1)), appendTo(db, outbox, 2)]);
      written += burst;
    }
    const all = numbers(1000);
    expect(await Promise.all(followers)).toEqual([all, all, all.slice(150), all.slice(299), all.slice(300)]);
  });

  test("does not miss what is committed between its looks", async () => {
    const { db, outbox } = await open();
    const following = follow(db, outbox, 0, 200);
    for (const _ of numbers(200)) {
      await appendTo(db, outbox, 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await following).toEqual(numbers(200));
  });

  test("ends when it is told to, also while nothing comes", async () => {
    const { db, outbox } = await open();
    const stop = new AbortController();
    const following = (async () => {
      for await (const _ of outbox.follow(db, 1, 0, stop.signal)) throw new Error("nothing was appended");
    })();
    await appendTo(db, outbox, 2);
    stop.abort();
    await following;
  });

  test("gives no more records again at once than a reader may have waiting", async () => {
    const { db, outbox } = await open();
    await appendTo(db, outbox, 1);
    const stop = new AbortController();
    let replayed = 0;
    for await (const { isReplay, ...row } of outbox.follow(db, 1, 0, stop.signal)) {
      if (!isReplay) {
        const records = Array.from({ length: limits.streamReplayMax + 1 }, () => row);
        await db.transaction(async (tx) => outbox.resend(tx, 1, records));
        await appendTo(db, outbox, 1);
      } else replayed += 1;
      if (row.seq === 2) break;
    }
    expect(replayed).toBe(limits.streamReplayMax);
  });

  test("that is left early listens no longer", async () => {
    const { db, outbox } = await open();
    await appendTo(db, outbox, 1);
    const stop = new AbortController();
    for await (const row of outbox.follow(db, 1, 0, stop.signal)) {
      expect(row.seq).toBe(1);
      break;
    }
    await appendTo(db, outbox, 1);
  });
});
