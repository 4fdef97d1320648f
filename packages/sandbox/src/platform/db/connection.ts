import BetterSqlite from "better-sqlite3";
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  TableNode,
  type OperationNode,
} from "kysely";

import { ConstraintError, CorruptFileError, fileError } from "../errors.ts";
import { limits } from "../limits.ts";
import { isSchemaOnly } from "./image.ts";
import { QueryCache, readThrough, type CachedRows } from "./query-cache.ts";
import { Slot, type Statement } from "./statement.ts";

/** Builds and compiles queries for SQLite; it never runs one. */
const compilerOf = (compiler: SqliteQueryCompiler) =>
  new Kysely<never>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => compiler,
    },
  });

/** What a statement always says stands in its text: an index over a part of a table is found by nothing else. */
class SpokenConstants extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (value instanceof Slot || value instanceof Uint8Array) super.appendValue(value);
    else this.appendImmediateValue(value);
  }
}

/**
 * SQLite plans a query with an order, a limit or a join by the values that are bound to it, and so prepares it again for each
 * call, which takes ten times as long as the query. A unary plus hides a value from the planner, and does not change it.
 */
class UnseenValues extends SpokenConstants {
  protected override getCurrentParameterPlaceholder(): string {
    return "+?";
  }
}

const compiler = compilerOf(new SpokenConstants());
const unseenCompiler = compilerOf(new UnseenValues());
const isPlanned = /\b(?:order by|limit|join|group by)\b/;

interface Compiled {
  sql: string;
  bind: (params: Record<string, unknown>) => unknown[];
  tables: readonly string[];
  writes: boolean;
}

/** Compiled once for the process: the text depends on the statement alone. */
const compiled = new WeakMap<object, Compiled>();

function compile<P, R>(statement: Statement<P, R>): Compiled {
  let found = compiled.get(statement);
  if (!found) {
    // A slot passes through the builder as the value it stands for.
    const compileWith = (queries: Kysely<never>) => {
      const query: Compilable<R> = statement.build(queries, (name) => new Slot(name) as never);
      return query.compile();
    };
    let built = compileWith(compiler);
    if (isPlanned.test(built.sql)) built = compileWith(unseenCompiler);
    const { sql, parameters, query } = built;
    const readers = parameters.map((parameter) => (parameter instanceof Slot ? parameter.name : { parameter }));
    found = {
      sql,
      bind: (params) => readers.map((reader) => (typeof reader === "string" ? params[reader] : reader.parameter)),
      tables: tablesOf(query),
      writes: query.kind !== "SelectQueryNode",
    };
    compiled.set(statement, found);
  }
  return found;
}

/** The tables that a query names; a view is none of them, and no trigger of ours writes. */
function tablesOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  if (TableNode.is(node as OperationNode)) return [(node as TableNode).table.identifier.name];
  return [...new Set(Object.values(node).flatMap(tablesOf))];
}

interface Prepared {
  statement: BetterSqlite.Statement<unknown[]>;
  bind: (params: Record<string, unknown>) => unknown[];
  /** Its rows, where the statement is cached. */
  cached: CachedRows | undefined;
  /** The tables that it writes, whose cached rows it makes stale. */
  written: readonly string[];
}

/** A connection with its prepared statements, its cache, and a log of the open transaction's writes. */
export class Connection {
  readonly db: BetterSqlite.Database;
  /** The tables that its statements write. */
  readonly written = new Set<string>();
  #begunWith: Buffer | undefined;
  readonly #prepared = new WeakMap<object, Prepared>();
  readonly #control = new Map<string, BetterSqlite.Statement<unknown[]>>();
  readonly #cache = new QueryCache();
  /** The writes of the open transaction, in order: they are repeated when only those that followed are undone. */
  #writes: (() => unknown)[] = [];
  /** The writes with which the next transaction begins, by name. */
  readonly #later = new Map<string, () => unknown>();
  /** Numbers about the database, kept between transactions; forgotten when something is undone. */
  readonly notes = new Map<string, number>();

  constructor(db: BetterSqlite.Database, image?: Buffer) {
    this.db = db;
    if (image && isSchemaOnly(image)) this.#begunWith = image;
  }

  /** The image of a schema alone with which it began, unless anything but its statements has changed that since. */
  get begunWith(): Buffer | undefined {
    return this.#begunWith;
  }

  // The casts to `R` hold: the builder inferred it from the tables, and the migrations create those.
  all<P, R>(statement: Statement<P, R>, params: P): R[] {
    const { prepared, values } = this.#call(statement, params);
    if (!prepared.cached) return this.#runLogged(prepared, () => prepared.statement.all(...values)) as R[];
    return readThrough(prepared.cached, values, () => prepared.statement.all(...values)) as R[];
  }

  first<P, R>(statement: Statement<P, R>, params: P): R | undefined {
    const { prepared, values } = this.#call(statement, params);
    if (!prepared.cached) return this.#runLogged(prepared, () => prepared.statement.get(...values)) as R | undefined;
    return readThrough(prepared.cached, values, () => prepared.statement.all(...values))[0] as R | undefined;
  }

  run<P>(statement: Statement<P, unknown>, params: P): BetterSqlite.RunResult {
    const { prepared, values } = this.#call(statement, params);
    return this.#runLogged(prepared, () => prepared.statement.run(...values));
  }

  /** Runs statements without values that change the schema. */
  execute(sql: string): void {
    this.#begunWith = undefined;
    this.runAll(sql);
  }

  /** Runs statements without values, which leave the schema as it is. */
  runAll(sql: string): void {
    this.#forget();
    const write = () => this.db.exec(sql);
    // Where one of them fails, those before it have been done.
    this.#logWrite(write);
    write();
  }

  begin(): void {
    this.#command("BEGIN IMMEDIATE");
    for (const write of this.#later.values()) write();
  }
  /** Begins the next transaction with this write. A later one of the same name replaces it. */
  writeLater<P>(name: string, statement: Statement<P, unknown>, params: P): void {
    this.#later.set(name, () => {
      const { prepared, values } = this.#call(statement, params);
      prepared.statement.run(...values);
    });
  }
  /** Writes what waits for the next transaction. Returns whether there was anything. */
  flush(): boolean {
    if (this.#later.size === 0) return false;
    try {
      this.begin();
      this.commit();
    } catch (cause) {
      this.rollback();
      throw cause;
    }
    return true;
  }
  /** Begins a transaction that only reads; it sees the state at its first query. */
  beginReads(): void {
    this.#command("BEGIN");
  }
  /** Ends it, unless SQLite already did, as it does when the file is damaged. */
  endReads(): void {
    if (this.db.inTransaction) this.#command("ROLLBACK");
  }
  commit(): void {
    this.#command("COMMIT");
    this.#later.clear();
    this.#writes = [];
  }
  rollback(): void {
    this.#forget();
    if (this.db.inTransaction) this.#command("ROLLBACK");
    this.#writes = [];
  }

  /** How many writes the transaction has made: a place to go back to. */
  get place(): number {
    return this.#writes.length;
  }
  /** Whether the log of writes is full, so that the transaction should end. */
  get isFull(): boolean {
    return this.#writes.length === limits.transactionWritesMax;
  }
  /**
   * Undoes what was written since a place: rolls back, then repeats the writes before it. A savepoint would do the same, but
   * copies every page that changes, for every transaction that shares a commit, and hardly one of them is ever undone.
   */
  undoTo(place: number): void {
    if (place === this.#writes.length && this.db.inTransaction) return;
    const before = this.#writes.slice(0, place);
    this.rollback();
    this.begin();
    for (const write of before) write();
    this.#writes = before;
  }

  savepoint(): number {
    this.#command("SAVEPOINT inner");
    return this.place;
  }
  release(): void {
    if (this.db.inTransaction) this.#command("RELEASE inner");
  }
  /** Undoes what was done since the savepoint at this place. The savepoint itself stays. */
  rollbackTo(place: number): void {
    this.#forget();
    if (this.db.inTransaction) this.#command("ROLLBACK TO inner");
    this.#writes.length = place;
  }

  #forget(): void {
    this.#cache.invalidateAll();
    this.notes.clear();
  }

  /** Runs a statement, and adds it to the log where it writes: a deletion that returns rows does both. */
  #runLogged<T>(prepared: Prepared, act: () => T): T {
    const result = act();
    if (prepared.written.length > 0) this.#logWrite(act);
    return result;
  }

  #logWrite(write: () => unknown): void {
    if (!this.isFull) this.#writes.push(write);
  }

  #command(sql: string): void {
    let statement = this.#control.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#control.set(sql, statement);
    }
    statement.run();
  }

  #call<P, R>(statement: Statement<P, R>, params: P): { prepared: Prepared; values: unknown[] } {
    const prepared = this.#prepare(statement);
    for (const table of prepared.written) this.#cache.invalidate(table);
    return { prepared, values: prepared.bind(params as Record<string, unknown>) };
  }

  #prepare<P, R>(statement: Statement<P, R>): Prepared {
    let prepared = this.#prepared.get(statement);
    if (!prepared) {
      const { sql, bind, tables, writes } = compile(statement);
      prepared = {
        statement: this.db.prepare(sql),
        bind,
        cached: statement.isCached ? this.#cache.open(tables) : undefined,
        written: writes ? tables : [],
      };
      for (const table of prepared.written) this.written.add(table);
      this.#prepared.set(statement, prepared);
    }
    return prepared;
  }
}

/** The failure of a query, in the platform's terms. */
export function toError(cause: unknown): Error {
  if (cause instanceof BetterSqlite.SqliteError && cause.code.startsWith("SQLITE_CONSTRAINT")) {
    return new ConstraintError(cause.message.split(": ").at(-1) ?? "", cause);
  }
  if (cause instanceof BetterSqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code)) {
    return new CorruptFileError(cause);
  }
  const error = fileError(cause);
  return error instanceof Error ? error : new Error(String(error));
}
