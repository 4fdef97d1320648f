import type { Reader, Transaction } from "../db/database.ts";
import { slots, statements, type Params } from "../db/statement.ts";
import { limits } from "../limits.ts";
import type { QueueTables, TimelineJobRow } from "./tables.ts";

const sql = statements<QueueTables>();

const schedule = sql((q, p: Params<Omit<TimelineJobRow, "n">>) =>
  q
    .insertInto("timeline_jobs")
    .values(slots(p, ["timeline", "kind", "reference", "due_at"]))
    .onConflict((conflict) =>
      conflict.columns(["kind", "reference"]).doUpdateSet({ due_at: p("due_at"), timeline: p("timeline") }),
    ),
);
const remove = sql((q, p: Params<Pick<TimelineJobRow, "kind" | "reference">>) =>
  q.deleteFrom("timeline_jobs").where("kind", "=", p("kind")).where("reference", "=", p("reference")),
);
const dueBy = sql((q, p: Params<{ timeline: string; due_at: number; limit: number }>) =>
  q
    .selectFrom("timeline_jobs")
    .selectAll()
    .where("timeline", "=", p("timeline"))
    .where("due_at", "<=", p("due_at"))
    .orderBy("due_at")
    .orderBy("n")
    .limit(p("limit")),
);
const clear = sql((q, p: Params<{ timeline: string }>) =>
  q.deleteFrom("timeline_jobs").where("timeline", "=", p("timeline")),
);

/** Adds a job that waits until its timeline has come to an instant, in seconds, or moves the one there is. */
export async function scheduleOnTimeline(tx: Transaction, job: Omit<TimelineJobRow, "n">): Promise<void> {
  await tx.run(schedule, job);
}

/** Takes a job off its timeline, and says whether it was there. */
export async function removeFromTimeline(
  tx: Transaction,
  { kind, reference }: Pick<TimelineJobRow, "kind" | "reference">,
): Promise<boolean> {
  return (await tx.run(remove, { kind, reference })) > 0;
}

/** The jobs that fall due next on a timeline, up to an instant: those of one instant, oldest first, `limits.timelineJobsMax` at most. */
export async function nextOnTimeline(reader: Reader, timeline: string, until: number): Promise<TimelineJobRow[]> {
  const due = await reader.all(dueBy, { timeline, due_at: until, limit: limits.timelineJobsMax });
  return due.filter((job) => job.due_at === due[0]?.due_at);
}

/** Drops whatever waits on a timeline. */
export async function clearTimeline(tx: Transaction, timeline: string): Promise<void> {
  await tx.run(clear, { timeline });
}
