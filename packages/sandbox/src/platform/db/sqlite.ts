import { limits } from "../limits.ts";
import { canClearTo, clear } from "./clear.ts";
import { Connection } from "./connection.ts";
import type { Database, Reader, Recover } from "./database.ts";
import { runGroup, transactionOn, type Job } from "./group.ts";
import { imageOf, openConnection, replaceFile, type Synchronous } from "./image.ts";
import { checkIntegrity } from "./inspect.ts";
import { Scope } from "./scope.ts";

/**
 * Opens a SQLite file, or a database in memory, which may begin with an image. There is one writer: transactions that wait
 * run one after the other and share one commit; every promise settles after that commit.
 */
export function openSqlite(file: string | undefined, image?: Buffer, synchronous?: Synchronous): Database {
  let connection = new Connection(
    openConnection(file ?? image ?? ":memory:", synchronous),
    file === undefined ? image : undefined,
  );

  /** The bytes of the database, kept until something is written: tests fork the same state again and again. */
  let imaged: Buffer | undefined;

  const waiting: Job[] = [];
  let draining: Promise<void> | undefined;
  let inGroup = false;
  let closed = false;

  const enqueue = <T>(writes: boolean, work: (scope: Scope) => Promise<T>, recover?: Recover<T>): Promise<T> => {
    if (closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    waiting.push({ work, recover, writes, resolve, reject });
    draining ??= drain();
    return promise;
  };

  const drain = async () => {
    // Requests that arrive in the same turn of the event loop meet in one group, with those of the next turns while more come.
    for (let met = 0; met < waiting.length && met < limits.commitGroupMax;) {
      met = waiting.length;
      await new Promise((resume) => setImmediate(resume));
    }
    await work();
  };
  const work = async () => {
    endReads();
    inGroup = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, limits.commitGroupMax);
      if (group.some(({ writes }) => writes)) imaged = undefined;
      const done = await runGroup(connection, group);
      waiting.unshift(...group.slice(done));
    }
    // Without an await since the last look at `waiting`: a job that comes later begins a new drain.
    inGroup = false;
    draining = undefined;
  };

  /** How many reads are under way beside the groups, and who waits for the end of the last. */
  let reading = 0;
  let lastRead: PromiseWithResolvers<void> | undefined;
  const endRead = () => {
    reading -= 1;
    if (reading > 0 || !lastRead) return;
    lastRead.resolve();
    lastRead = undefined;
  };

  const groups = () => draining;
  /** What `load` waits for. Reads are allowed to finish first, and may themselves wait for a group. */
  const groupsAndReads = () => draining ?? (reading > 0 ? (lastRead ??= Promise.withResolvers()).promise : undefined);

  /** Runs `act` when nothing is under way. Calls that come from then on wait for it. */
  const alone = async <T>(underWay: () => Promise<void> | undefined, act: () => Promise<T>): Promise<T> => {
    for (let ends = underWay(); ends; ends = underWay()) await ends;
    if (closed) throw closedError();
    endReads();
    if (connection.flush()) imaged = undefined;
    inGroup = true;
    const acting = act();
    draining = acting.then(work, work);
    return acting;
  };

  /** Of the reads of this turn of the event loop, which share a transaction: SQLite locks the file once for all of them. */
  let ending: NodeJS.Immediate | undefined;
  const beginReads = () => {
    if (ending) return;
    connection.beginReads();
    ending = setImmediate(endReads);
  };
  const endReads = () => {
    if (!ending) return;
    clearImmediate(ending);
    ending = undefined;
    connection.endReads();
  };

  // Between groups everything is committed, so a read need not wait for its turn.
  const read = async <T>(look: (reader: Reader) => Promise<T>): Promise<T> => {
    if (inGroup || closed) return enqueue(false, look);
    beginReads();
    const scope = new Scope(connection);
    reading += 1;
    try {
      return await look(scope);
    } finally {
      scope.end();
      endRead();
    }
  };

  return {
    transaction: (work, recover) => enqueue(true, work, recover),
    read,
    execute: (sql) => enqueue(true, async () => connection.execute(sql)),
    checkFile: () =>
      read(async () => {
        const found = checkIntegrity(connection.db);
        return found === "ok" ? undefined : found;
      }),
    // Reads may go on meanwhile.
    image: () => alone(groups, async () => (imaged ??= imageOf(connection.db))),
    load: (image, fill) =>
      alone(groupsAndReads, async () => {
        imaged = undefined;
        if (canClearTo(image, connection)) {
          return transactionOn(connection, (tx) => {
            clear(connection);
            return fill(tx);
          });
        }
        const next = new Connection(openConnection(image), image);
        let filled;
        try {
          filled = await transactionOn(next, fill);
        } catch (cause) {
          next.db.close();
          throw cause;
        }
        if (file === undefined) {
          connection.db.close();
          connection = next;
          return filled;
        }
        const bytes = imageOf(next.db);
        next.db.close();
        try {
          replaceFile(file, connection.db, bytes);
        } finally {
          if (!connection.db.open) connection = new Connection(openConnection(file, synchronous));
        }
        return filled;
      }),
    close: async () => {
      if (closed) return;
      closed = true;
      while (draining) await draining;
      endReads();
      try {
        connection.flush();
      } finally {
        connection.db.close();
      }
    },
  };
}

const closedError = () => new Error("The sandbox is closed.");
