import { fileError } from "../errors.ts";
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

/**
 * Runs jobs one after the other, with one commit for all; every promise settles after it. Resolves to how many it ran: it ends
 * early after a job that fills the log of writes.
 */
export async function runGroup(connection: Connection, group: Job[]): Promise<number> {
  const outcomes: Outcome[] = [];
  let began = false;
  try {
    for (const job of group) {
      if (job.writes && !began) connection.begin();
      began ||= job.writes;
      const outcome = await (job.writes ? runWrite(connection, job) : runWork(connection, job, job.work));
      outcomes.push(outcome);
      // A full disk makes SQLite give up the whole transaction, and with it the jobs before.
      if (began && !connection.db.inTransaction) {
        throw "cause" in outcome ? outcome.cause : new Error("The database gave the transaction up.");
      }
      if (connection.isFull) break;
    }
    if (began) connection.commit();
  } catch (failed) {
    const cause = fileError(failed);
    connection.rollback();
    // A job that had already failed is rejected with its own cause.
    for (const [index, job] of group.entries()) {
      const outcome = outcomes[index];
      job.reject(outcome && "cause" in outcome ? outcome.cause : cause);
    }
    return group.length;
  }
  for (const outcome of outcomes) if ("scope" in outcome) for (const call of outcome.scope.commitCalls) call();
  for (const outcome of outcomes) {
    if ("scope" in outcome) outcome.job.resolve(outcome.value as never);
    else outcome.job.reject(outcome.cause);
  }
  return outcomes.length;
}

async function runWrite(connection: Connection, job: Job): Promise<Outcome> {
  const { recover } = job;
  const { place } = connection;
  const outcome = await runWork(connection, job, job.work);
  if (!("cause" in outcome)) return outcome;
  connection.undoTo(place);
  if (!recover) return outcome;
  const recovered = await runWork(connection, job, (scope) => recover(scope, outcome.cause));
  if ("cause" in recovered) connection.undoTo(place);
  return recovered;
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
