import type { Cancel, Clock } from "../clock.ts";
import { pause } from "../real-clock.ts";
import type { Database, Reader, Transaction } from "../db/database.ts";
import { slots, statements, type Params } from "../db/statement.ts";
import { limits } from "../limits.ts";
import type { Log } from "../log.ts";
import { createWorkLoop } from "../work-loop.ts";
import { createLanes, type LaneLimits, type Place, type ReadyLane } from "./lanes.ts";
import type { JobRow, QueueTables } from "./tables.ts";

const sql = statements<QueueTables>();

const schedule = sql((q, p: Params<Pick<JobRow, "kind" | "reference" | "lane" | "due_at">>) =>
  q
    .insertInto("jobs")
    .values({ ...slots(p, ["kind", "reference", "lane", "due_at"]), failures: 0 })
    .onConflict((conflict) =>
      conflict.columns(["kind", "reference"]).doUpdateSet({ due_at: p("due_at"), failures: 0 }),
    ),
);
const putOff = sql((q, p: Params<Pick<JobRow, "kind" | "reference" | "due_at" | "failures">>) =>
  q
    .updateTable("jobs")
    .set(slots(p, ["due_at", "failures"]))
    .where("kind", "=", p("kind"))
    .where("reference", "=", p("reference")),
);
const remove = sql((q, p: Params<Pick<JobRow, "kind" | "reference">>) =>
  q.deleteFrom("jobs").where("kind", "=", p("kind")).where("reference", "=", p("reference")),
);
const waitingIn = sql((q, p: Params<Place & { lane: string; limit: number }>) =>
  q
    .selectFrom("jobs")
    .selectAll()
    .where("lane", "=", p("lane"))
    .where((eb) => eb(eb.refTuple("due_at", "n"), ">=", eb.tuple(p("due_at"), p("n"))))
    .orderBy("due_at")
    .orderBy("n")
    .limit(p("limit")),
);
const dueIn = sql((q, p: Params<{ lane: string; now: number }>) =>
  q.selectFrom("jobs").select(["kind", "reference"]).where("lane", "=", p("lane")).where("due_at", "<=", p("now")),
);
const firstAfter = sql((q, p: Params<{ lane: string; now: number }>) =>
  q
    .selectFrom("jobs")
    .select("due_at")
    .where("lane", "=", p("lane"))
    .where("due_at", ">", p("now"))
    .orderBy("due_at")
    .limit(1),
);
const waitingLanes = sql((q) =>
  q
    .selectFrom("jobs")
    .select((eb) => ["lane", eb.fn.min("due_at").as("due_at")])
    .groupBy("lane"),
);
const byKind = sql((q) =>
  q
    .selectFrom("jobs")
    .select(({ fn }) => ["kind as label", fn.countAll<number>().as("value")])
    .groupBy("kind"),
);

/** How many jobs of each kind wait or are in hand. */
export function countJobs(reader: Reader): Promise<{ label: string; value: number }[]> {
  return reader.all(byKind, {});
}

/** Does one job; it removes or reschedules the job in the transaction that holds the result. */
export type JobHandler = (job: JobRow) => Promise<void>;

/** Does several jobs in one transaction. Where that fails each is done alone, so that one that fails undoes no other. */
export type JobsHandler = (jobs: readonly JobRow[]) => Promise<void>;

/** Work with a due time, kept in the database: it outlives the process, and is done at least once. */
export interface Queue {
  /**
   * Adds a job, or moves the one with the same reference. Jobs of one lane wait for each other and never for those of
   * another; the lane is the kind unless told, and stays what it was when the job is moved.
   */
  schedule(tx: Transaction, kind: string, reference: string, dueAtMs: number, lane?: string): Promise<void>;
  remove(tx: Transaction, kind: string, reference: string): Promise<void>;
  handle(kind: string, handler: JobHandler): void;
  /** The same for jobs of several kinds that are done together where they fall due together. */
  handleTogether(kinds: readonly string[], handler: JobsHandler): void;
  /** What holds a lane back from now on. It is not kept: who knows the lane says it at each start. */
  limitLane(lane: string, limits: LaneLimits): void;
  /** Begins to work, also at jobs that a killed process had in hand. */
  start(): Promise<void>;
  /** Waits until all that is due now or in hand is done, whatever is scheduled meanwhile. Answers whether nothing is left. */
  settle(): Promise<boolean>;
  /** When the next job may begin that may not begin now, in milliseconds since the epoch. */
  nextDue(): Promise<number | undefined>;
  /** Takes no new job, and waits for those in hand. */
  close(): Promise<void>;
}

const keyOf = (kind: string, reference: string) => `${kind} ${reference}`;

/** A job that is under way. */
interface InHand {
  done: Promise<void>;
  /** When it is due once more, where it was scheduled since it was claimed. */
  againAt: number | undefined;
}

const byDueTime = (a: JobRow, b: JobRow) => a.due_at - b.due_at || a.n - b.n;

/** A job whose handler failed by a defect comes back after this long, doubled with each failure behind the first. */
const defectDelayMs = 1000;
const defectDelayMsMax = 3_600_000;

/** Makes the queue of one sandbox. */
export function createQueue(db: Database, clock: Clock, log: Log): Queue {
  const handlers = new Map<string, { run: JobsHandler; together: boolean }>();
  const lanes = createLanes();
  /** By kind and reference: nothing is done twice at a time. */
  const inHand = new Map<string, InHand>();
  let cancelWake: Cancel | undefined;

  const loop = createWorkLoop({
    round: async () => {
      const ready = lanes.ready(clock.now());
      const jobs = ready.length > 0 ? await claimFrom(ready) : [];
      for (const batch of batchesOf(jobs.toSorted(byDueTime))) begin(batch);
      return jobs.length > 0;
    },
    onIdle: () => sleepUntilNext(),
    onFailure: (cause) => log.error({ err: cause }, "the queue could not claim jobs"),
  });

  const claimFrom = async (ready: ReadyLane[]): Promise<JobRow[]> => {
    const claimed: JobRow[] = [];
    try {
      await db.read((reader) => claim(reader, ready, claimed));
    } catch (cause) {
      for (const { kind, reference } of claimed) inHand.delete(keyOf(kind, reference));
      for (const { lane } of ready) lanes.note(lane.name, 0);
      throw cause;
    }
    return claimed;
  };

  /** Claims the jobs that are due, lane by lane. */
  const claim = async (reader: Reader, ready: ReadyLane[], claimed: JobRow[]) => {
    const now = clock.now();
    for (const { lane, count } of ready) {
      const from = lanes.look(lane);
      // One more than there is room for says where the lane goes on; those in hand stand in the table, too.
      const limit = count + (from.n === 0 ? lane.inHand : 0) + 1;
      const rows = await reader.all(waitingIn, { ...from, lane: lane.name, limit });
      const free = rows.filter(({ kind, reference }) => !inHand.has(keyOf(kind, reference)));
      const due = free.filter((row) => row.due_at <= now).slice(0, count);
      for (const { kind, reference } of due) {
        inHand.set(keyOf(kind, reference), { done: loop.roundEnd(), againAt: undefined });
      }
      claimed.push(...due);
      lanes.found(lane.name, free[due.length] ?? (rows.length === limit ? rows.at(-1) : undefined));
    }
  };

  /** The jobs in their order, with those together that are done together. */
  const batchesOf = (jobs: readonly JobRow[]): JobRow[][] => {
    const batches: JobRow[][] = [];
    for (const job of jobs) {
      const batch = batches.at(-1);
      const handler = handlers.get(job.kind);
      if (handler?.together && batch?.[0] && handlers.get(batch[0].kind) === handler) batch.push(job);
      else batches.push([job]);
    }
    return batches;
  };

  const begin = (batch: readonly JobRow[]) => {
    for (const job of batch) lanes.begin(job.lane, clock.now());
    const done = perform(batch).finally(() => {
      for (const job of batch) end(job);
      loop.wake();
    });
    for (const { kind, reference } of batch) {
      const held = inHand.get(keyOf(kind, reference));
      if (held) held.done = done;
    }
  };

  const end = ({ kind, reference, lane }: JobRow) => {
    const key = keyOf(kind, reference);
    const againAt = inHand.get(key)?.againAt;
    inHand.delete(key);
    if (againAt !== undefined) lanes.note(lane, againAt);
    lanes.end(lane);
  };

  const perform = async (batch: readonly JobRow[]) => {
    const [job] = batch;
    if (!job) return;
    try {
      const handler = handlers.get(job.kind);
      if (!handler) throw new Error(`No handler for jobs of kind ${job.kind}.`);
      await handler.run(batch);
    } catch (cause) {
      if (!loop.isRunning) return;
      if (batch.length > 1) {
        await Promise.all(batch.map((alone) => perform([alone])));
        return;
      }
      log.error({ err: cause, job: job.kind, reference: job.reference }, "a job failed by a defect");
      await comeBackTo(job);
    }
  };

  /** Puts a job off that failed. Where even that fails it is due as before, and waits a little. */
  const comeBackTo = async ({ kind, reference, lane, due_at: dueBefore, failures }: JobRow) => {
    const due = clock.now() + Math.min(defectDelayMs * 2 ** Math.min(failures, 20), defectDelayMsMax);
    try {
      await db.transaction(async (tx) => {
        await tx.run(putOff, { kind, reference, due_at: due, failures: failures + 1 });
        tx.onCommit(() => note(kind, reference, lane, due));
      });
    } catch (cause) {
      log.error({ err: cause }, "a failed job could not be put off");
      await pause(limits.defectRetryMs);
      note(kind, reference, lane, dueBefore);
    }
  };

  /** Notes that a job waits. If it is under way, its lane learns of it when it ends. */
  const note = (kind: string, reference: string, lane: string, due: number) => {
    const held = inHand.get(keyOf(kind, reference));
    if (held) held.againAt = due;
    else lanes.note(lane, due);
  };

  const underWay = () => Array.from(inHand.values(), ({ done }) => done);

  /** The keys of all jobs that are in hand or could be. */
  const dueNow = async (): Promise<Set<string>> => {
    const now = clock.now();
    const keys = new Set<string>();
    await db.read(async (reader) => {
      for (const { name, startsAt = now } of lanes.starts()) {
        if (startsAt > now) continue;
        for (const job of await reader.all(dueIn, { lane: name, now })) keys.add(keyOf(job.kind, job.reference));
      }
    });
    // Last, as a job that was claimed meanwhile may be the last one that its lane was known for.
    for (const key of inHand.keys()) keys.add(key);
    return keys;
  };

  const sleepUntilNext = () => {
    const due = lanes.nextDue();
    cancelWake?.();
    cancelWake = due === undefined ? undefined : clock.wakeAt(due, loop.wake);
  };

  return {
    schedule: async (tx, kind, reference, dueAtMs, lane = kind) => {
      const due = Math.ceil(dueAtMs);
      await tx.run(schedule, { kind, reference, lane, due_at: due });
      tx.onCommit(() => {
        note(kind, reference, lane, due);
        loop.wake();
      });
    },
    remove: async (tx, kind, reference) => void (await tx.run(remove, { kind, reference })),
    handle: (kind, handler) => {
      const run = async (jobs: readonly JobRow[]) => void (await Promise.all(jobs.map(handler)));
      handlers.set(kind, { run, together: false });
    },
    handleTogether: (kinds, run) => {
      const handler = { run, together: true };
      for (const kind of kinds) handlers.set(kind, handler);
    },
    limitLane: (lane, laneLimits) => {
      lanes.limit(lane, laneLimits);
      loop.wake();
    },
    start: async () => {
      const waiting = await db.read((reader) => reader.all(waitingLanes, {}));
      for (const { lane, due_at } of waiting) lanes.note(lane, due_at);
      loop.start();
    },
    settle: async () => {
      loop.wake();
      let left = await dueNow();
      while (left.size > 0 && (loop.underWay() || inHand.size > 0)) {
        const begun = [...inHand].filter(([key]) => left.has(key)).map(([, { done }]) => done);
        await (begun.length > 0 ? Promise.all(begun) : Promise.race([loop.underWay() ?? [], underWay()].flat()));
        if (!loop.isRunning) break;
        const due = await dueNow();
        left = new Set([...left].filter((key) => due.has(key)));
      }
      return !loop.underWay() && inHand.size === 0;
    },
    nextDue: () => {
      const now = clock.now();
      return db.read(async (reader) => {
        let next = Infinity;
        for (const { name, startsAt = now } of lanes.starts()) {
          const first = startsAt > now ? startsAt : (await reader.first(firstAfter, { lane: name, now }))?.due_at;
          next = Math.min(next, first ?? Infinity);
        }
        return next === Infinity ? undefined : next;
      });
    },
    close: async () => {
      const stopped = loop.stop();
      cancelWake?.();
      await stopped;
      await Promise.all(underWay());
      // The queue may be started again on another database, and at an earlier instant.
      lanes.clear();
    },
  };
}
