import type { Statement } from "./statement.ts";

/** Where queries run. One that has ended throws at every use. */
export interface Reader {
  all<P, R>(statement: Statement<P, R>, params: P): Promise<R[]>;
  first<P, R>(statement: Statement<P, R>, params: P): Promise<R | undefined>;
}

/** A transaction: all of it happens, or nothing. */
export interface Transaction extends Reader {
  /** Runs a statement that returns no rows. Resolves to how many rows it changed. */
  run<P>(statement: Statement<P, unknown>, params: P): Promise<number>;
  /** Inserts one row into a table that numbers its rows. Resolves to the row's number. */
  insert<P>(statement: Statement<P, unknown>, params: P): Promise<number>;
  /**
   * Has the next transaction begin with a statement, whoever runs that transaction, once this one is committed. A statement
   * that already waits under this name is replaced. No later commit can leave it out.
   */
  runLater<P>(name: string, statement: Statement<P, unknown>, params: P): void;
  /** Whether it has written anything so far. */
  readonly hasWritten: boolean;
  /** Undoes only the work inside when it throws; what was done before stands. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /** Numbers that later transactions need not look up again, such as the last of a sequence; emptied when anything is undone. */
  readonly notes: Map<string, number>;
  /** Calls after the commit, before anyone is told; not at all when the transaction is undone. */
  onCommit(call: () => void): void;
}

/** Runs in place of work that threw, in the same transaction. */
export type Recover<T> = (tx: Transaction, cause: unknown) => Promise<T>;

/** The database of one sandbox. */
export interface Database {
  /**
   * Runs work that writes. Its promise settles after the commit. Where the work throws it is undone, and `recover` may
   * write and answer something else in its place, in the same transaction.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, recover?: Recover<T>): Promise<T>;
  /** Runs work that only reads, on one consistent state. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Runs one or more statements that have no values: schema changes. */
  execute(sql: string): Promise<void>;
  /** Checks the integrity of the file. Resolves to the first thing that is wrong with it, or undefined. */
  checkFile(): Promise<string | undefined>;
  /** The whole database as bytes: a SQLite file as it could be written to a disk. */
  image(): Promise<Buffer>;
  /**
   * Replaces the whole database with an image. Nobody sees the new state before `fill` has written to it; calls that wait
   * meanwhile run on the new state. It waits for reads that are under way, so a read must not await it.
   */
  load<T>(image: Buffer, fill: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Waits for what is under way, then closes. A second call does nothing. */
  close(): Promise<void>;
}
