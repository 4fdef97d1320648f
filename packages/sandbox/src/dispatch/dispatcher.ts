import type { Platform } from "../platform/context.ts";
import type { Database, Transaction } from "../platform/db/database.ts";
import { limits } from "../platform/limits.ts";
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

/** Reads the outbox and sends what follows from it. */
export interface Dispatcher {
  start(): Promise<void>;
  /** Waits until the outbox is read and what it caused is done; answers false where it was closed before that. */
  settle(): Promise<boolean>;
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

  /** Reads a page of the outbox and acts on it. Resolves to whether there may be another. */
  const planPage = () =>
    db.transaction(async (tx) => {
      const page = await platform.outbox.unread(tx, reader);
      for (const record of page) {
        await react(tx, platform, record);
        await planDeliveries(tx, platform, record);
      }
      const last = page.at(-1);
      if (last) await platform.outbox.markRead(tx, reader, last.n);
      await platform.outbox.prune(tx, reader);
      return page.length === limits.outboxPageMax;
    });

  const reading = createWorkLoop({
    round: planPage,
    onFailure: (cause) => log.error({ err: cause }, "the outbox could not be read"),
  });
  /** Waits until the outbox is read. */
  const readOutbox = async () => {
    reading.wake();
    while (reading.underWay()) await reading.underWay();
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
    settle: async () => {
      // What a job does is told by events, and from an event new jobs may follow.
      do {
        await readOutbox();
        await platform.queue.settle();
      } while (reading.underWay());
      return reading.isRunning;
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
