import BetterSqlite from "better-sqlite3";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from "kysely";

import { ConstraintError, CorruptFileError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Database, Reader, Recover, Transaction } from "./database.ts";
import { imageOf, openConnection, replaceFile } from "./image.ts";
import { Slot, type Statement } from "./statement.ts";

/** Builds and compiles queries for SQLite; it never runs one. */
const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

interface Compiled {
  sql: string;
  parameters: readonly unknown[];
}

/** Compiled once for the process: the text depends on the statement alone. */
const compiled = new WeakMap<object, Compiled>();

function compile<P, R>(statement: Statement<P, R>): Compiled {
  let found = compiled.get(statement);
  if (!found) {
    // A slot passes through the builder as the value it stands for.
    const query: Compilable<R> = statement.build(compiler, (name) => new Slot(name) as never);
    const { sql, parameters } = query.compile();
    found = { sql, parameters };
    compiled.set(statement, found);
  }
  return found;
}

interface Prepared {
  statement: BetterSqlite.Statement<unknown[]>;
  bind(params: Record<string, unknown>): unknown[];
}

interface Job {
  work: (scope: Scope) => Promise<unknown>;
  recover?: Recover<unknown> | undefined;
  writes: boolean;
  resolve: (value: never) => void;
  reject: (cause: unknown) => void;
}

/** A transaction or a read, from its first query to its end. */
class Scope implements Transaction {
  readonly #connection: Connection;
  readonly commitCalls: (() => void)[] = [];
  #ended = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  // Not declared async: a query of SQLite has its answer at once, and one promise less counts on the hot path.
  all<P, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return this.#try(() => this.#connection.all(statement, params));
  }

  first<P, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    return this.#try(() => this.#connection.first(statement, params));
  }

  run<P>(statement: Statement<P, unknown>, params: P): Promise<number> {
    return this.#try(() => this.#connection.run(statement, params).changes);
  }

  // Not by RETURNING, for which SQLite keeps a journal of the statement: in a long transaction each costs more than the one before.
  insert<P>(statement: Statement<P, unknown>, params: P): Promise<number> {
    return this.#try(() => Number(this.#connection.run(statement, params).lastInsertRowid));
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    const callsBefore = this.commitCalls.length;
    this.#connection.savepoint("inner");
    try {
      const result = await work();
      this.#connection.release("inner");
      return result;
    } catch (cause) {
      this.#connection.rollbackTo("inner");
      this.#connection.release("inner");
      this.commitCalls.length = callsBefore;
      throw cause;
    }
  }

  onCommit(call: () => void): void {
    this.#assertOpen();
    this.commitCalls.push(call);
  }

  end(): void {
    this.#ended = true;
  }

  #try<T>(query: () => T): Promise<T> {
    try {
      this.#assertOpen();
      return Promise.resolve(query());
    } catch (cause) {
      return Promise.reject(toError(cause));
    }
  }

  #assertOpen(): void {
    if (this.#ended) throw new Error("A query was made after its transaction ended: an await is missing.");
  }
}

function toError(cause: unknown): Error {
  if (cause instanceof BetterSqlite.SqliteError && cause.code.startsWith("SQLITE_CONSTRAINT")) {
    return new ConstraintError(cause.message.split(": ").at(-1) ?? "", cause);
  }
  if (cause instanceof BetterSqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code)) {
    return new CorruptFileError(cause);
  }
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** The connection with its prepared statements. */
class Connection {
  readonly db: BetterSqlite.Database;
  readonly #prepared = new WeakMap<object, Prepared>();
  readonly #control = new Map<string, BetterSqlite.Statement<unknown[]>>();

  constructor(db: BetterSqlite.Database) {
    this.db = db;
  }

  // The row's shape is what the builder inferred from the tables, which the migrations keep true.
  all<P, R>(statement: Statement<P, R>, params: P): R[] {
    const prepared = this.#prepare(statement);
    return prepared.statement.all(...prepared.bind(params as Record<string, unknown>)) as R[];
  }

  first<P, R>(statement: Statement<P, R>, params: P): R | undefined {
    const prepared = this.#prepare(statement);
    return prepared.statement.get(...prepared.bind(params as Record<string, unknown>)) as R | undefined;
  }

  run<P>(statement: Statement<P, unknown>, params: P): BetterSqlite.RunResult {
    const prepared = this.#prepare(statement);
    return prepared.statement.run(...prepared.bind(params as Record<string, unknown>));
  }

  begin(): void {
    this.#command("BEGIN IMMEDIATE");
  }
  commit(): void {
    this.#command("COMMIT");
  }
  rollback(): void {
    if (this.db.inTransaction) this.#command("ROLLBACK");
  }
  savepoint(name: string): void {
    this.#command(`SAVEPOINT ${name}`);
  }
  release(name: string): void {
    if (this.db.inTransaction) this.#command(`RELEASE ${name}`);
  }
  /** Undoes what was done since the savepoint, which stays. */
  rollbackTo(name: string): void {
    if (this.db.inTransaction) this.#command(`ROLLBACK TO ${name}`);
  }

  #command(sql: string): void {
    let statement = this.#control.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#control.set(sql, statement);
    }
    statement.run();
  }

  #prepare<P, R>(statement: Statement<P, R>): Prepared {
    let prepared = this.#prepared.get(statement);
    if (!prepared) {
      const { sql, parameters } = compile(statement);
      const readers = parameters.map((parameter) => (parameter instanceof Slot ? parameter.name : { parameter }));
      prepared = {
        statement: this.db.prepare(sql),
        bind: (params) => readers.map((reader) => (typeof reader === "string" ? params[reader] : reader.parameter)),
      };
      this.#prepared.set(statement, prepared);
    }
    return prepared;
  }
}

/**
 * Opens a SQLite file, or a database in memory, which may begin with an image. There is one writer: transactions that wait
 * run one after the other, each inside a savepoint, and share one commit; every promise settles after that commit.
 */
export function openSqlite(file: string | undefined, image?: Buffer): Database {
  let connection = new Connection(openConnection(file ?? image ?? ":memory:"));

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
    // Requests that arrive in the same turn of the event loop meet in one group.
    await new Promise((resume) => setImmediate(resume));
    await work();
  };
  const work = async () => {
    inGroup = true;
    while (waiting.length > 0) await runGroup(connection, waiting.splice(0, limits.commitGroupMax));
    // In the same step as the last look at who waits: whoever comes later begins a new turn.
    inGroup = false;
    draining = undefined;
  };

  /** Waits until nothing is under way; whoever comes from then on waits behind `act`. */
  const alone = async <T>(act: () => Promise<T>): Promise<T> => {
    while (draining) await draining;
    if (closed) throw closedError();
    inGroup = true;
    const acting = act();
    draining = acting.then(work, work);
    return acting;
  };

  // Between groups everything is committed, so a read need not wait for its turn.
  const read = async <T>(look: (reader: Reader) => Promise<T>): Promise<T> => {
    if (inGroup || closed) return enqueue(false, look);
    const scope = new Scope(connection);
    try {
      return await look(scope);
    } finally {
      scope.end();
    }
  };

  return {
    transaction: (work, recover) => enqueue(true, work, recover),
    read,
    execute: (sql) => enqueue(true, async () => void connection.db.exec(sql)),
    checkFile: () =>
      read(async () => {
        const found = checkIntegrity(connection.db);
        return found === "ok" ? undefined : found;
      }),
    image: () => alone(async () => imageOf(connection.db)),
    load: (image, fill) =>
      alone(async () => {
        const next = new Connection(openConnection(image));
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
          if (!connection.db.open) connection = new Connection(openConnection(file));
        }
        return filled;
      }),
    close: async () => {
      if (closed) return;
      closed = true;
      while (draining) await draining;
      connection.db.close();
    },
  };
}

const closedError = () => new Error("The sandbox is closed.");

function transactionOn<T>(connection: Connection, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  void runGroup(connection, [{ work, writes: true, resolve, reject }]);
  return promise;
}

/** `ok`, or the first thing that is wrong; a file that is broken enough throws instead of saying so. */
function checkIntegrity(db: BetterSqlite.Database): string {
  try {
    return String(db.pragma("integrity_check(1)", { simple: true }));
  } catch (cause) {
    throw toError(cause);
  }
}

type Outcome = { job: Job; scope: Scope; value: unknown } | { job: Job; cause: unknown };

async function runGroup(connection: Connection, group: Job[]): Promise<void> {
  const outcomes: Outcome[] = [];
  const bounds = group.length === 1 ? boundsOfTransaction(connection) : boundsOfSavepoint(connection);
  let began = false;
  try {
    for (const job of group) {
      if (job.writes && !began) {
        connection.begin();
        began = true;
      }
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

/** A job that is alone needs no savepoint, which would keep a copy of each page that it changes. */
const boundsOfTransaction = (connection: Connection): Bounds => ({
  begin: () => {},
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
