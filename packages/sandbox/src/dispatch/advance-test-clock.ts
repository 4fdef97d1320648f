import type { Platform } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import type { Log } from "../platform/log.ts";
import { removeFromTimeline } from "../platform/queue/timeline.ts";
import { parseVerbJob } from "../platform/queue/verb-job.ts";
import { failTestClock, stepTestClock } from "../services/customers/index.ts";
import { runTimedVerbs, sandboxContext, type DueVerb } from "./react.ts";

/** What moves test clocks on. */
interface Mover {
  db: Database;
  platform: Platform;
  log: Log;
  /** Waits until what was told by events has followed. */
  readOutbox: () => Promise<void>;
  isRunning: () => boolean;
}

/**
 * Moves a test clock from one instant at which something is due to the next, until it has arrived. What follows from an
 * instant's events is done before the next one comes. Each step is kept: one that a stop cut off goes on at the next start.
 */
export async function advanceTestClock(
  { db, platform, log, readOutbox, isRunning }: Mover,
  { kind, reference }: DueVerb,
): Promise<void> {
  const { realm, id } = parseVerbJob(reference);
  const step = () =>
    db.transaction(async (tx) => {
      const due = await stepTestClock(await sandboxContext(tx, platform, realm), id);
      if (due.length === 0) await platform.queue.remove(tx, kind, reference);
      return due;
    });
  try {
    for (;;) {
      await readOutbox();
      if (!isRunning()) return;
      const due = await step();
      if (due.length === 0) return;
      await Promise.all(due.map((job) => runTimedVerbs(db, platform, [job], removeFromTimeline)));
    }
  } catch (cause) {
    if (!isRunning()) return;
    log.error({ err: cause, test_clock: id }, "a test clock stopped by a defect");
    await db.transaction(async (tx) => {
      await failTestClock(await sandboxContext(tx, platform, realm), id);
      await platform.queue.remove(tx, kind, reference);
    });
  }
}
