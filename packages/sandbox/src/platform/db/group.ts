import type { Connection } from "./connection.ts";
import type { Recover, Transaction } from "./database.ts";
import { Scope } from "./scope.ts";

/** Work that waits for its turn. */
export interface Job {
  work: (scope: Scope) => Promise<unknown>;
  recover?: Recover<unknown> | undefined;
  writes: boolean;
  resolve: (value: never) => void;
  reject: (cause: unknown) => void;
}

type Outcome = { job: Job; scope: Scope; value: unknown } | { job: Job; cause: unknown };

/** Runs jobs one after the other, with one commit for all; every promise settles after it. */
export async function runGroup(connection: Connection, group: Job[]): Promise<void> {
  const outcomes: Outcome[] = [];
  const [first, later] = [boundsOfTransaction(connection), boundsOfSavepoint(connection)];
  let began = false;
  try {
    for (const job of group) {
      const bounds = began ? later : first;
      began ||= job.writes;
      outcomes.push(await (job.writes ? runWrite(connection, bounds, job) : runWork(connection, job, job.work)));
      // A full disk makes SQLite give up the whole transaction, and with it the jobs before.
      if (began && !connection.db.inTransaction) throw new Error("The database gave the transaction up.");
    }
    if (began) connection.commit();
  } catch (cause) {
    connection.rollback();
    const own = outcomes.findLast((outcome) => "cause" in outcome);
    for (const job of group) job.reject(own && "cause" in own ? own.cause : cause);
    return;
  }
  for (const outcome of outcomes) if ("scope" in outcome) for (const call of outcome.scope.commitCalls) call();
  for (const outcome of outcomes) {
    if ("scope" in outcome) outcome.job.resolve(outcome.value as never);
    else outcome.job.reject(outcome.cause);
  }
}

/** Where the writes of one job begin and end. */
interface Bounds {
  begin(): void;
  end(): void;
  /** Undoes what the job wrote; it can go on from there. */
  undo(): void;
}

const boundsOfSavepoint = (connection: Connection): Bounds => ({
  begin: () => connection.savepoint("job"),
  end: () => connection.release("job"),
  undo: () => connection.rollbackTo("job"),
});

/** The first job needs no savepoint, which would keep a copy of each page that it changes: nothing stands before it. */
const boundsOfTransaction = (connection: Connection): Bounds => ({
  begin: () => connection.begin(),
  end: () => {},
  undo: () => {
    connection.rollback();
    connection.begin();
  },
});

async function runWrite(connection: Connection, bounds: Bounds, job: Job): Promise<Outcome> {
  const { recover } = job;
  bounds.begin();
  let outcome = await runWork(connection, job, job.work);
  if ("cause" in outcome) {
    bounds.undo();
    const { cause } = outcome;
    if (recover) outcome = await runWork(connection, job, (scope) => recover(scope, cause));
    if (recover && "cause" in outcome) bounds.undo();
  }
  bounds.end();
  return outcome;
}

async function runWork(connection: Connection, job: Job, work: Job["work"]): Promise<Outcome> {
  const scope = new Scope(connection);
  try {
    return { job, scope, value: await work(scope) };
  } catch (cause) {
    return { job, cause };
  } finally {
    scope.end();
  }
}

/** Runs one transaction on a connection that nobody else uses. */
export function transactionOn<T>(connection: Connection, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  void runGroup(connection, [{ work, writes: true, resolve, reject }]);
  return promise;
}
