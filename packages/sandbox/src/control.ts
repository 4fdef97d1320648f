import type { Clock, Health, Operations, OutputOf, SandboxStatus } from "@micro/sdk/contract";

import { instant } from "./check-options.ts";
import { stopwatch } from "./platform/real-clock.ts";
import type { Platform } from "./platform/context.ts";
import { isoInstant } from "./platform/day.ts";
import type { Database } from "./platform/db/database.ts";
import { statements } from "./platform/db/statement.ts";
import { hasDiskRoom } from "./platform/disk-room.ts";
import { DomainError } from "./platform/errors.ts";
import { limits } from "./platform/limits.ts";
import type { Settled } from "./dispatch/dispatcher.ts";
import type { Snapshots } from "./snapshots/snapshots.ts";
import { version } from "./version.ts";

/** What can be done to the sandbox as a whole. */
export interface Control {
  health: () => Promise<Health>;
  status: () => Omit<SandboxStatus, "publishable_key">;
  reset: () => Promise<OutputOf<Operations["sandbox.reset"]>>;
  restore: (id: string) => Promise<OutputOf<Operations["snapshots.restore"]>>;
  snapshots: Snapshots;
  /** Of the sandbox's own account. */
  accountId: () => string;
  clock: () => Clock;
  freeze: (atSeconds?: number) => Promise<Clock>;
  set: (atSeconds: number) => Promise<Clock>;
  advance: (seconds: number) => Promise<Clock>;
  resume: () => Promise<Clock>;
  /** Waits until every event is dispatched and nothing is due. */
  settle: () => Promise<void>;
}

interface Parts {
  db: Database;
  platform: Platform;
  instanceId: () => string;
  /** The test keys of the default account. */
  apiKey: () => string;
  publishableKey: () => string;
  accountId: () => string;
  /** Where the data is; in memory when absent. */
  file: string | undefined;
  /** The name of the profile. */
  profile: string;
  seed: string | undefined;
  /** Whether it has begun to take work, and has not begun to stop. */
  isRunning: () => boolean;
  /** Empties the database and begins again. */
  beginAgain: () => Promise<void>;
  snapshots: Snapshots;
  /** Waits until the file says how the clock stands. */
  clockKept: () => Promise<void>;
  /** Waits until nothing is due, or until it has been busy for longer than that. */
  settle: (patienceMs?: number) => Promise<Settled>;
  /** Aborted when it begins to stop. */
  stopping: AbortSignal;
}

const sql = statements<{ sandbox: { id: number } }>();
const findSelf = sql((q) => q.selectFrom("sandbox").select("id"));

const answers = (db: Database): Promise<boolean> =>
  db
    .read((reader) => reader.first(findSelf, {}))
    .then(
      (row) => row !== undefined,
      () => false,
    );

/** Waits for work to end, or to be no longer of use. */
async function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort);
  await Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}

/** Makes the operations on the sandbox itself. */
export function createControl(parts: Parts): Control {
  const {
    db,
    platform,
    instanceId,
    apiKey,
    publishableKey,
    accountId,
    profile,
    seed,
    isRunning,
    beginAgain,
    snapshots,
  } = parts;
  const { clockKept, file, settle, stopping } = parts;
  const uptimeMs = stopwatch();
  const { clock, queue } = platform;
  const show = (): Clock => ({ object: "clock", mode: clock.mode, now: clock.seconds() });
  /** What was answered is there after the next start. */
  const showKept = async (): Promise<Clock> => {
    await clockKept();
    return show();
  };

  const passTo = async (targetMs: number) => {
    const instance = instanceId();
    const isOver = () => stopping.aborted || instanceId() !== instance;
    let patienceMs: number = limits.settlePatienceMs;
    let isThere = false;
    for (;;) {
      const settled = await settle(patienceMs);
      if (isThere || settled === "closed" || isOver()) return;
      // Who has found it busy once need not wait as long at each instant.
      if (settled === "busy") patienceMs = 0;
      const due = (await queue.nextDue()) ?? Infinity;
      if (isOver()) return;
      isThere = due > targetMs;
      clock.moveTo(Math.min(due, targetMs));
    }
  };
  /** Lets time pass up to an instant; where the sandbox stops or begins again meanwhile, that is the end of it. */
  const moveTo = (targetMs: number) => unlessAborted(stopping, passTo(targetMs));
  const assertToCome = (at: number) => {
    if (!instant.fits(at)) {
      throw new DomainError("parameter_invalid_integer", {
        message: `An instant is ${instant.is}, up to the year 9999; ${at} is not.`,
        param: "at",
      });
    }
    if (at >= clock.seconds()) return;
    throw new DomainError("parameter_invalid", {
      message: `Time does not go back: it is ${isoInstant(clock.seconds())} in the sandbox. Restore a snapshot, or reset it.`,
      param: "at",
    });
  };

  return {
    health: async () => {
      const circuits = platform.circuits.states();
      const [isAnswering, hasRoom] = await Promise.all([answers(db), hasDiskRoom(file)]);
      const ready = isRunning() && isAnswering && hasRoom && !Object.values(circuits).includes("open");
      return {
        status: ready ? "ok" : "degraded",
        live: true,
        ready,
        circuits,
        disk: hasRoom ? "ok" : "full",
        profile,
        instance_id: instanceId(),
        version,
        pid: process.pid,
        uptime_s: Math.floor(uptimeMs() / 1000),
      };
    },
    status: () => ({
      object: "sandbox",
      instance_id: instanceId(),
      version,
      profile,
      url: platform.baseUrl(),
      seed: seed ?? null,
      clock: show(),
      ...snapshots.count(),
    }),
    reset: async () => {
      await beginAgain();
      return { object: "sandbox", instance_id: instanceId() };
    },
    restore: async (id) => {
      await snapshots.restore(id);
      return {
        object: "sandbox",
        instance_id: instanceId(),
        api_key: apiKey(),
        publishable_key: publishableKey(),
        snapshot: id,
      };
    },
    snapshots,
    accountId,
    clock: show,
    freeze: async (at) => {
      if (at !== undefined) assertToCome(at);
      clock.freeze();
      if (at !== undefined) await moveTo(at * 1000);
      return showKept();
    },
    set: async (at) => {
      assertToCome(at);
      await moveTo(at * 1000);
      return showKept();
    },
    advance: async (seconds) => {
      if (!Number.isSafeInteger(seconds) || seconds < 0) {
        throw new DomainError("parameter_invalid_integer", {
          message: `Time is advanced by whole seconds, 0 or more; ${seconds} is not.`,
          param: "seconds",
        });
      }
      if (!instant.fits(clock.seconds() + seconds)) {
        throw new DomainError("parameter_invalid_integer", {
          message: `Time goes on up to the year 9999; ${seconds} s from ${isoInstant(clock.seconds())} is beyond it.`,
          param: "seconds",
        });
      }
      await moveTo(clock.now() + seconds * 1000);
      return showKept();
    },
    resume: async () => {
      clock.resume();
      return showKept();
    },
    settle: async () => void (await settle()),
  };
}
