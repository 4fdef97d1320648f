import type { Platform } from "../platform/context.ts";
import type { Database, Transaction } from "../platform/db/database.ts";
import { limits } from "../platform/limits.ts";
import { stopwatch } from "../platform/real-clock.ts";
import type { Log } from "../platform/log.ts";
import { createWorkLoop } from "../platform/work-loop.ts";
import { findOwner } from "../services/auth/index.ts";
import { advanceClockJob } from "../services/customers/index.ts";
import { expireTransaction, expiryJob } from "../services/ledger/index.ts";
import { deliverJob, planDeliveries, restoreLanes } from "../services/webhooks/index.ts";
import { advanceTestClock } from "./advance-test-clock.ts";
import { handleAuthJobs } from "./auth-jobs.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import type { FaultyDelivery } from "./delivery-faults.ts";
import type { Egress } from "./egress.ts";
import { createOvertaking } from "./overtaking.ts";
import { react, runTimedVerbs, timedVerbs, type DueVerb } from "./react.ts";

const reader = "dispatcher";

export type Settled = "quiet" | "busy" | "closed";

/** Reads the outbox and sends what follows from it. */
export interface Dispatcher {
  start(): Promise<void>;
  /**
   * Waits until the outbox is read and what it caused is done. Where there is no end of it, as others go on calling, it is
   * enough after `patienceMs` that what there was is done, and some of what followed: it is "busy" then.
   */
  settle(patienceMs?: number): Promise<Settled>;
  close(): Promise<void>;
}

/** Makes the dispatcher: each page of the outbox and the deliveries it plans are one transaction with its cursor. */
export function createDispatcher(
  db: Database,
  platform: Platform,
  egress: Egress,
  { log, onFault }: { log: Log; onFault: (delivery: FaultyDelivery) => void },
): Dispatcher {
  const overtaking = createOvertaking();
  let stopListening: (() => void) | undefined;
  /** The place of the record that was read last. */
  let read = 0;

  /** Reads a page of the outbox and acts on it. Resolves to whether there may be another. */
  const planPage = async () => {
    const page = await db.transaction(async (tx) => {
      const records = await platform.outbox.unread(tx, reader);
      for (const record of records) {
        await react(tx, platform, record);
        await planDeliveries(tx, platform, record);
      }
      const last = records.at(-1);
      if (last) await platform.outbox.markRead(tx, reader, last.n);
      await platform.outbox.prune(tx, reader);
      return records;
    });
    read = page.at(-1)?.n ?? read;
    return page.length === limits.outboxPageMax;
  };

  const reading = createWorkLoop({
    round: planPage,
    onFailure: (cause) => log.error({ err: cause }, "the outbox could not be read"),
  });
  const endOfRound = () => Promise.race([reading.roundEnd(), reading.underWay()]);
  /** Waits until all that is in the outbox now is read. */
  const readOutbox = async () => {
    const last = await db.read((tx) => platform.outbox.last(tx));
    reading.wake();
    do await endOfRound();
    while (read < last && reading.underWay());
  };
  const takeOff = async (tx: Transaction, { kind, reference }: DueVerb) => {
    await platform.queue.remove(tx, kind, reference);
    return true;
  };

  return {
    start: async () => {
      handleAuthJobs(db, platform);
      platform.queue.handle(deliverJob, (job) =>
        deliverWebhook({ db, platform, egress, overtaking, onFault }, job.reference),
      );
      platform.queue.handle(expiryJob, (job) => expireTransaction(db, platform, findOwner, job.reference));
      platform.queue.handleTogether(Object.keys(timedVerbs), (jobs) => runTimedVerbs(db, platform, jobs, takeOff));
      platform.queue.handle(advanceClockJob, (job) =>
        advanceTestClock({ db, platform, log, readOutbox, isRunning: () => reading.isRunning }, job),
      );
      await db.read((reader) => restoreLanes(reader, platform));
      stopListening = platform.outbox.onAppend(reading.wake);
      reading.start();
      await platform.queue.start();
    },
    settle: async (patienceMs = Infinity) => {
      const elapsedMs = stopwatch();
      // What a job does is told by events, and from an event new jobs may follow.
      for (let generation = 1; reading.isRunning; generation++) {
        await readOutbox();
        const isIdle = await platform.queue.settle();
        if (isIdle && !reading.underWay()) break;
        await endOfRound();
        if (generation >= limits.settleGenerationsMin && elapsedMs() >= patienceMs) return "busy";
      }
      return reading.isRunning ? "quiet" : "closed";
    },
    close: async () => {
      stopListening?.();
      await reading.stop();
      // What is on its way is cut off: it is still in the queue, and is sent again at the next start.
      const stopped = platform.queue.close();
      await egress.close();
      await stopped;
    },
  };
}
