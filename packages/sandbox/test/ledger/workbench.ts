import { migrations } from "../../src/migrations/index.ts";
import { createCircuits } from "../../src/platform/circuit-breaker.ts";
import { createClock } from "../../src/platform/clock.ts";
import type { Context, Platform, Principal } from "../../src/platform/context.ts";
import type { Database } from "../../src/platform/db/database.ts";
import { migrate } from "../../src/platform/db/migrate.ts";
import type { Synchronous } from "../../src/platform/db/image.ts";
import { openSqlite } from "../../src/platform/db/sqlite.ts";
import { DomainError } from "../../src/platform/errors.ts";
import { createFaults } from "../../src/platform/faults.ts";
import { createIds } from "../../src/platform/ids.ts";
import { openLog } from "../../src/platform/log.ts";
import { createOutbox } from "../../src/platform/outbox/outbox.ts";
import { createQueue } from "../../src/platform/queue/queue.ts";
import { createRandom } from "../../src/platform/random.ts";
import { createSecrets } from "../../src/platform/secrets.ts";
import { expireTransaction, expiryJob } from "../../src/services/ledger/index.ts";

/** The platform with the verbs of the ledger and nothing else: no wire, no credentials. */
export interface Workbench {
  db: Database;
  platform: Platform;
  now(): number;
  /** Runs a verb as the gateway does: a thrown error undoes it, a returned one is kept. */
  run<T>(realm: number, verb: (ctx: Context) => Promise<T | DomainError>): Promise<T | DomainError>;
  /** Lets time pass, and does what falls due on the way at its instant. */
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  /** Is called between any two statements that write. */
  between?: () => void;
  seed?: string;
  synchronous?: Synchronous;
}

/** Opens a ledger in memory or in a file, its clock frozen. */
export async function openWorkbench(
  file?: string,
  { between, seed = "workbench", synchronous }: Options = {},
): Promise<Workbench> {
  const opened = openSqlite(file, undefined, synchronous);
  const db = between ? watch(opened, between) : opened;
  await migrate(db, migrations);
  const clock = createClock({ frozenAtMs: 1_800_000_000_000 });
  const random = createRandom(seed);
  const { log } = openLog({ level: "silent" });
  const platform: Platform = {
    clock,
    random,
    ids: createIds(random).next,
    secrets: createSecrets(Buffer.alloc(32)),
    outbox: createOutbox(),
    queue: createQueue(db, clock, log),
    circuits: createCircuits(),
    faults: createFaults({ db, ids: createIds(random).next, random: () => random, log }),
    policy: { verifyEmail: false, settings: {}, refusalOf: () => undefined },
    baseUrl: () => "http://127.0.0.1:8080",
    wordings: { stripe: { typeOf: () => undefined, write: (stored) => stored } },
    countSubscribers: () => Promise.resolve(0),
  };
  const owner = { account: "org_workbench", mode: "test" as const };
  platform.queue.handle(expiryJob, (job) =>
    expireTransaction(db, platform, (_db, realm) => Promise.resolve({ ...owner, realm }), job.reference),
  );
  await platform.queue.start();

  return {
    db,
    platform,
    now: () => clock.seconds(),
    run: async (realm, verb) => {
      const principal: Principal = { ...owner, realm, credential: null, kind: "api_key", user: null, scopes: null };
      const request = { id: null, idempotencyKey: null };
      try {
        const now = clock.seconds();
        return await db.transaction((tx) => verb({ tx, principal, platform, now, timeline: null, request }));
      } catch (cause) {
        if (cause instanceof DomainError) return cause;
        throw cause;
      }
    },
    advance: async (seconds) => {
      const target = clock.now() + seconds * 1000;
      for (;;) {
        if (!(await platform.queue.settle())) continue;
        const due = await platform.queue.nextDue();
        if (due === undefined || due > target) break;
        clock.moveTo(due);
      }
      clock.moveTo(target);
    },
    close: async () => {
      await platform.queue.close();
      clock.close();
      await db.close();
    },
  };
}

/** A database that calls after every statement of a transaction, and on both sides of its commit. */
function watch(db: Database, between: () => void): Database {
  const behind = async <T>(statement: Promise<T>): Promise<T> => {
    const result = await statement;
    between();
    return result;
  };
  const transaction: Database["transaction"] = (work) => {
    between();
    return behind(
      db.transaction((tx) =>
        work({
          all: (statement, params) => behind(tx.all(statement, params)),
          first: (statement, params) => behind(tx.first(statement, params)),
          run: (statement, params) => behind(tx.run(statement, params)),
          insert: (statement, params) => behind(tx.insert(statement, params)),
          runLater: (name, statement, params) => tx.runLater(name, statement, params),
          get hasWritten() {
            return tx.hasWritten;
          },
          savepoint: (inner) => tx.savepoint(inner),
          notes: tx.notes,
          onCommit: (call) => tx.onCommit(call),
        }),
      ),
    );
  };
  return { ...db, transaction };
}
