import { describe, expect, onTestFinished, test } from "vitest";

import { createClock } from "../clock.ts";
import { nextTurn } from "../turn.ts";
import type { Database } from "../db/database.ts";
import { openSqlite } from "../db/sqlite.ts";
import { statements } from "../db/statement.ts";
import { openLog } from "../log.ts";
import { createQueue, type Queue } from "./queue.ts";
import { queueSchema, type JobRow, type QueueTables } from "./tables.ts";

const { log } = openLog({ level: "silent" });
const sql = statements<QueueTables>();
const allJobs = sql((q) => q.selectFrom("jobs").selectAll().orderBy("n"));

async function open() {
  const db = openSqlite(undefined);
  await db.execute(queueSchema);
  const clock = createClock({ frozenAtMs: 1000 });
  const queue = createQueue(db, clock, log);
  onTestFinished(async () => {
    await queue.close();
    clock.close();
    await db.close();
  });
  const jobs = (): Promise<JobRow[]> => db.read((reader) => reader.all(allJobs, {}));
  const schedule = (reference: string, dueAt: number, kind = "job") =>
    db.transaction((tx) => queue.schedule(tx, kind, reference, dueAt));
  return { db, clock, queue, jobs, schedule };
}

/** Waits until nothing is left to do, also of what the jobs scheduled. */
async function settleAll(queue: Queue) {
  while (!(await queue.settle()));
}

/** Does each job at once and takes it off the queue; answers the references in the order in which they came. */
function collect(db: Database, queue: Queue) {
  const done: string[] = [];
  queue.handle("job", async ({ kind, reference }) => {
    done.push(reference);
    await db.transaction((tx) => queue.remove(tx, kind, reference));
  });
  return done;
}

describe("jobs", () => {
  test("are done in the order in which they fall due, each once, and then they are gone", async () => {
    const { db, queue, jobs, schedule } = await open();
    const done = collect(db, queue);
    await schedule("c", 900);
    await schedule("a", 100);
    await schedule("b", 500);
    await schedule("a2", 100);
    await queue.start();
    await queue.settle();
    expect(done).toEqual(["a", "a2", "b", "c"]);
    expect(await jobs()).toEqual([]);
  });

  test("that are done together come in one call, in the order in which they fall due", async () => {
    const { db, queue, jobs, schedule } = await open();
    const calls: string[][] = [];
    queue.handleTogether(["one", "two"], async (batch) => {
      calls.push(batch.map(({ reference }) => reference));
      await db.transaction(async (tx) => {
        for (const { kind, reference } of batch) await queue.remove(tx, kind, reference);
      });
    });
    queue.handle("job", async ({ kind, reference }) => {
      calls.push([reference]);
      await db.transaction((tx) => queue.remove(tx, kind, reference));
    });
    await schedule("d", 900, "one");
    await schedule("a", 100, "one");
    await schedule("b", 200, "two");
    await schedule("between", 500, "job");
    await schedule("c", 600, "two");
    await schedule("later", 2000, "two");
    await queue.start();
    await queue.settle();
    expect(calls).toEqual([["a", "b"], ["between"], ["c", "d"]]);
    expect((await jobs()).map(({ reference }) => reference)).toEqual(["later"]);
  });

  test("that are done together are done alone when one of them fails, which comes back", async () => {
    const { db, clock, queue, jobs, schedule } = await open();
    const done: string[] = [];
    let fails = true;
    queue.handleTogether(["job"], (batch) =>
      db.transaction(async (tx) => {
        for (const { kind, reference } of batch) {
          await queue.remove(tx, kind, reference);
          await queue.schedule(tx, "kept", reference, 5000);
          if (reference === "bad" && fails) throw new Error("a defect");
          tx.onCommit(() => done.push(reference));
        }
      }),
    );
    for (const reference of ["a", "bad", "b"]) await schedule(reference, 500);
    await queue.start();
    await queue.settle();
    expect(done).toEqual(["a", "b"]);
    expect((await jobs()).map(({ kind, reference }) => [kind, reference])).toEqual([
      ["job", "bad"],
      ["kept", "a"],
      ["kept", "b"],
    ]);
    fails = false;
    clock.moveTo(3000);
    await queue.settle();
    expect(done).toEqual(["a", "b", "bad"]);
  });

  test("that a job adds in its own place in the table are done while it still ends", async () => {
    const { db, queue, jobs } = await open();
    const done = collect(db, queue);
    queue.handle("cause", async ({ kind, reference }) => {
      await db.transaction(async (tx) => {
        await queue.remove(tx, kind, reference);
        await queue.schedule(tx, "job", "what follows", 0);
      });
      await new Promise((resolve) => setImmediate(resolve));
    });
    await queue.start();
    await db.transaction((tx) => queue.schedule(tx, "cause", "a", 0));
    await settleAll(queue);
    expect(done).toEqual(["what follows"]);
    expect(await jobs()).toEqual([]);
  });

  test("that are not due wait for the clock", async () => {
    const { db, clock, queue, jobs, schedule } = await open();
    const done = collect(db, queue);
    await queue.start();
    await schedule("later", 5000);
    await queue.settle();
    expect(done).toEqual([]);
    expect(await queue.nextDue()).toBe(5000);
    clock.moveTo(4999);
    await queue.settle();
    expect(done).toEqual([]);
    clock.moveTo(5000);
    await queue.settle();
    expect(done).toEqual(["later"]);
    expect(await jobs()).toEqual([]);
  });

  test("scheduled twice under one reference are one job, at the later word", async () => {
    const { jobs, schedule } = await open();
    await schedule("a", 5000);
    await schedule("a", 3000);
    expect(await jobs()).toMatchObject([{ reference: "a", due_at: 3000 }]);
  });

  test("of an undone transaction are never done", async () => {
    const { db, queue, jobs } = await open();
    const done = collect(db, queue);
    await queue.start();
    await db
      .transaction(async (tx) => {
        await queue.schedule(tx, "job", "a", 0);
        throw new Error("undone");
      })
      .catch(() => {});
    await queue.settle();
    expect(done).toEqual([]);
    expect(await jobs()).toEqual([]);
  });

  test("that were removed are never done", async () => {
    const { db, clock, queue, schedule } = await open();
    const done = collect(db, queue);
    await queue.start();
    await schedule("a", 2000);
    await db.transaction((tx) => queue.remove(tx, "job", "a"));
    clock.moveTo(3000);
    await queue.settle();
    expect(done).toEqual([]);
  });

  test("more than are claimed at once are all done", async () => {
    const { db, queue, schedule } = await open();
    const done = collect(db, queue);
    await Promise.all(Array.from({ length: 300 }, (_, index) => schedule(`job ${index}`, 0)));
    await queue.start();
    await queue.settle();
    expect(done).toHaveLength(300);
    expect(new Set(done).size).toBe(300);
  });

  test("are not taken before the queue is started", async () => {
    const { db, queue, schedule } = await open();
    const done = collect(db, queue);
    await schedule("a", 0);
    await queue.settle();
    expect(done).toEqual([]);
  });

  test("that a process had in hand when it was killed are done by the next one", async () => {
    const { db, clock, queue, schedule } = await open();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    onTestFinished(() => letGo());
    queue.handle("job", () => held);
    await queue.start();
    await schedule("a", 0);
    const next = createQueue(db, clock, log);
    const done = collect(db, next);
    await next.start();
    await next.settle();
    await next.close();
    expect(done).toEqual(["a"]);
  });

  test("that are asked for again while they are in hand are done once more behind their end, never beside it", async () => {
    const { db, queue, jobs, schedule } = await open();
    let [underWay, mostUnderWay, times] = [0, 0, 0];
    queue.handle("job", async ({ kind, reference }) => {
      mostUnderWay = Math.max(mostUnderWay, (underWay += 1));
      times += 1;
      await db.transaction((tx) => queue.remove(tx, kind, reference));
      if (times === 1) await schedule(reference, 500);
      // Long enough for a second one to begin, were it let.
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      underWay -= 1;
    });
    await queue.start();
    await schedule("a", 0);
    await queue.settle();
    expect([times, mostUnderWay, await jobs()]).toEqual([2, 1, []]);
  });

  test("of one instant are all done, however few of their lane may be in hand", async () => {
    const { db, queue, jobs, schedule } = await open();
    const done: string[] = [];
    queue.handle("job", async ({ kind, reference }) => {
      done.push(reference);
      await db.transaction((tx) => queue.remove(tx, kind, reference));
      // It takes the number of the last one that ended, which may be before those that wait.
      if (reference.startsWith("job")) await schedule(`behind ${reference}`, 0);
    });
    queue.limitLane("job", { max: 3 });
    await Promise.all(Array.from({ length: 20 }, (_, index) => schedule(`job ${index}`, 0)));
    await queue.start();
    await settleAll(queue);
    expect(done).toHaveLength(40);
    expect(new Set(done).size).toBe(40);
    expect(await jobs()).toEqual([]);
  });

  test("that are due are waited for, and not those that others go on to schedule", async () => {
    const { db, queue, jobs, schedule } = await open();
    const done = collect(db, queue);
    let added = 0;
    let isLoaded = true;
    queue.handle("load", async ({ kind, reference }) => {
      await db.transaction(async (tx) => {
        await queue.remove(tx, kind, reference);
        if (isLoaded) await queue.schedule(tx, kind, `load ${++added}`, 0);
      });
    });
    await queue.start();
    await schedule("load 0", 0, "load");
    await Promise.all(Array.from({ length: 300 }, (_, index) => schedule(`job ${index}`, 0)));
    await schedule("later", 5000);
    expect(await queue.settle()).toBe(false);
    expect(done).toHaveLength(300);
    expect(await queue.nextDue()).toBe(5000);
    isLoaded = false;
    await settleAll(queue);
    expect(await jobs()).toMatchObject([{ reference: "later" }]);
  });

  test("may put themselves off", async () => {
    const { db, clock, queue, jobs, schedule } = await open();
    const begun: number[] = [];
    queue.handle("job", async ({ kind, reference }) => {
      begun.push(clock.now());
      await db.transaction((tx) =>
        begun.length < 3 ? queue.schedule(tx, kind, reference, clock.now() + 1000) : queue.remove(tx, kind, reference),
      );
    });
    await queue.start();
    await schedule("a", 1000);
    for (const instant of [1000, 2000, 3000, 4000]) {
      clock.moveTo(instant);
      await queue.settle();
    }
    expect(begun).toEqual([1000, 2000, 3000]);
    expect(await jobs()).toEqual([]);
  });

  test("that could not be claimed are claimed a little later, though nobody else comes", async () => {
    const { db, clock } = await open();
    let failures = 1;
    // It fails when something is read, and not before.
    const fail = () => Promise.reject(new Error("The file cannot be read."));
    const flaky: Database = {
      ...db,
      read: (look) => (failures-- > 0 ? look({ all: fail, first: fail }) : db.read(look)),
    };
    const queue = createQueue(flaky, clock, log);
    onTestFinished(() => queue.close());
    const done = collect(db, queue);
    failures = 0;
    await queue.start();
    await db.transaction((tx) => {
      failures = 1;
      return queue.schedule(tx, "job", "a", 0);
    });
    await expect.poll(() => done, { timeout: 5000 }).toEqual(["a"]);
  });

  test("of one that hangs do not hold up the others", async () => {
    const { db, queue, schedule } = await open();
    let finish = () => {};
    const done: string[] = [];
    queue.handle("job", async ({ kind, reference }) => {
      if (reference === "hangs") await new Promise<void>((resolve) => (finish = resolve));
      done.push(reference);
      await db.transaction((tx) => queue.remove(tx, kind, reference));
    });
    await queue.start();
    await schedule("hangs", 0);
    await schedule("a", 500);
    await expect.poll(() => done).toEqual(["a"]);
    finish();
    await queue.settle();
    expect(done).toEqual(["a", "hangs"]);
  });
});

describe("a job that fails by a defect", () => {
  test("comes back after a second, then two, then four", async () => {
    const { clock, queue, jobs, schedule } = await open();
    const begun: number[] = [];
    queue.handle("job", () => {
      begun.push(clock.now());
      return Promise.reject(new Error("defect"));
    });
    await queue.start();
    await schedule("a", 1000);
    await queue.settle();
    for (let round = 0; round < 3; round++) {
      const [job] = await jobs();
      clock.moveTo(job!.due_at);
      await queue.settle();
    }
    const waits = begun.slice(1).map((instant, index) => instant - begun[index]!);
    expect(waits).toEqual([1000, 2000, 4000]);
    expect(await jobs()).toMatchObject([{ reference: "a", failures: 4 }]);
    await schedule("a", clock.now() + 5000);
    expect(await jobs()).toMatchObject([{ reference: "a", failures: 0 }]);
  });

  test("of a kind that nobody handles is kept", async () => {
    const { queue, jobs, schedule } = await open();
    await queue.start();
    await schedule("a", 0, "unknown kind");
    await queue.settle();
    expect(await jobs()).toMatchObject([{ kind: "unknown kind", failures: 1 }]);
  });
});

describe("a queue that is closed", () => {
  test("waits for what is in hand and takes nothing new", async () => {
    const { db, clock, queue, jobs, schedule } = await open();
    const { promise: held, resolve: finish } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const done: string[] = [];
    queue.handle("job", async ({ kind, reference }) => {
      begun.push(reference);
      await held;
      done.push(reference);
      await db.transaction((tx) => queue.remove(tx, kind, reference));
    });
    await queue.start();
    await schedule("in hand", 0);
    await schedule("later", 2000);
    await expect.poll(() => begun).toEqual(["in hand"]);
    const closing = queue.close();
    clock.moveTo(3000);
    finish();
    await closing;
    await schedule("after the end", 0);
    expect(done).toEqual(["in hand"]);
    expect((await jobs()).map(({ reference }) => reference)).toEqual(["later", "after the end"]);
  });
});

test("a queue that is started again at an earlier instant keeps a lane back by nothing that it began later", async () => {
  const { db, clock, queue, schedule } = await open();
  const done = collect(db, queue);
  const { frozenAtMs, offsetMs } = clock.save();
  queue.limitLane("job", { max: 1, perSecond: 1 });
  await queue.start();
  clock.moveTo(3_600_000);
  await schedule("later", 3_600_000);
  await queue.settle();
  await queue.close();
  clock.restore({ frozenAtMs, offsetMs });
  queue.limitLane("job", { max: 1, perSecond: 1 });
  await queue.start();
  await schedule("earlier", 1000);
  await queue.settle();
  expect(done).toEqual(["later", "earlier"]);
});

test("a job that is scheduled while the queue looks when to wake is not slept through", async () => {
  const { db, queue } = await open();
  const done = collect(db, queue);
  // Each round lays the commit of a job at another step of the queue's way from claiming to sleeping.
  await queue.start();
  for (let steps = 0; steps < 12; steps++) {
    const before = db.transaction((tx) => queue.schedule(tx, "job", `a${steps}`, 0));
    await before;
    for (let step = 0; step < steps; step++) await Promise.resolve();
    await db.transaction((tx) => queue.schedule(tx, "job", `b${steps}`, 0));
    await expect.poll(() => done.length, { timeout: 500, interval: 2 }).toBe(2 * (steps + 1));
  }
});
