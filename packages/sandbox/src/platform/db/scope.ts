import { toError, type Connection } from "./connection.ts";
import type { Transaction } from "./database.ts";
import type { Statement } from "./statement.ts";

/** A transaction or a read, from its first query to its end. */
export class Scope implements Transaction {
  readonly #connection: Connection;
  readonly #place: number;
  readonly commitCalls: (() => void)[] = [];
  #ended = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#place = connection.place;
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
    const place = this.#connection.savepoint();
    try {
      const result = await work();
      this.#connection.release();
      return result;
    } catch (cause) {
      this.#connection.rollbackTo(place);
      this.#connection.release();
      this.commitCalls.length = callsBefore;
      throw cause;
    }
  }

  runLater<P>(name: string, statement: Statement<P, unknown>, params: P): void {
    this.onCommit(() => this.#connection.writeLater(name, statement, params));
  }

  get hasWritten(): boolean {
    return this.#connection.place > this.#place;
  }

  get notes(): Map<string, number> {
    this.#assertOpen();
    return this.#connection.notes;
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
