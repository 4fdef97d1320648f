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
import { Answers, answerOf } from "./answers.ts";
import { isSchemaOnly } from "./image.ts";
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

/**
 * SQLite looks at the values of a query with an order, a limit or a join to plan it, and so prepares it anew for each call, which takes
 * ten times as long as the query. It does not look behind a sign, which changes no value.
 */
class UnseenValues extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return "+?";
  }
}

const compiler = compilerOf(new SqliteQueryCompiler());
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
  /** Where the answers are kept, of a cached statement. */
  answers: Map<unknown, readonly unknown[]> | undefined;
  /** The tables whose answers are not true any more behind it. */
  written: readonly string[];
}

/** The connection with its prepared statements. */
export class Connection {
  readonly db: BetterSqlite.Database;
  /** The tables that its statements write. */
  readonly written = new Set<string>();
  #begunWith: Buffer | undefined;
  readonly #prepared = new WeakMap<object, Prepared>();
  readonly #control = new Map<string, BetterSqlite.Statement<unknown[]>>();
  readonly #answers = new Answers();
  /** What the transaction has written so far, to be written again where only what followed is undone. */
  #writes: (() => unknown)[] = [];
  /** What the next transaction writes first, by name. */
  readonly #later = new Map<string, () => unknown>();
  /** Numbers that are true of the database as it is; forgotten when something is undone. */
  readonly notes = new Map<string, number>();

  constructor(db: BetterSqlite.Database, image?: Buffer) {
    this.db = db;
    if (image && isSchemaOnly(image)) this.#begunWith = image;
  }

  /** The image of a schema alone with which it began, unless anything but its statements has changed that since. */
  get begunWith(): Buffer | undefined {
    return this.#begunWith;
  }

  // The row's shape is what the builder inferred from the tables, which the migrations keep true.
  all<P, R>(statement: Statement<P, R>, params: P): R[] {
    const { prepared, values } = this.#call(statement, params);
    if (!prepared.answers) return this.#done(prepared, () => prepared.statement.all(...values)) as R[];
    return answerOf(prepared.answers, values, () => prepared.statement.all(...values)) as R[];
  }

  first<P, R>(statement: Statement<P, R>, params: P): R | undefined {
    const { prepared, values } = this.#call(statement, params);
    if (!prepared.answers) return this.#done(prepared, () => prepared.statement.get(...values)) as R | undefined;
    return answerOf(prepared.answers, values, () => prepared.statement.all(...values))[0] as R | undefined;
  }

  run<P>(statement: Statement<P, unknown>, params: P): BetterSqlite.RunResult {
    const { prepared, values } = this.#call(statement, params);
    return this.#done(prepared, () => prepared.statement.run(...values));
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
    this.#remember(write);
    write();
  }

  begin(): void {
    this.#command("BEGIN IMMEDIATE");
    for (const write of this.#later.values()) write();
  }
  /** Has the next transaction write this first; another one of this name takes its place. */
  writeLater<P>(name: string, statement: Statement<P, unknown>, params: P): void {
    this.#later.set(name, () => {
      const { prepared, values } = this.#call(statement, params);
      prepared.statement.run(...values);
    });
  }
  /** Writes what waits for the next transaction. Says whether there was anything. */
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
  /** Begins what only reads, on the state of its first query. */
  beginReads(): void {
    this.#command("BEGIN");
  }
  /** Ends them, unless SQLite did so itself, as it does where the file is damaged. */
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

  /** How far the transaction has written: a place to go back to. */
  get place(): number {
    return this.#writes.length;
  }
  /** Whether it has written as much as can be written again: it should end. */
  get isFull(): boolean {
    return this.#writes.length === limits.transactionWritesMax;
  }
  /**
   * Undoes what was written since a place. A savepoint would do it as well, but it keeps a copy of each page that is changed,
   * for each transaction that shares a commit, where hardly one is ever undone: what came before is written again instead.
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
  /** Undoes what was done since the savepoint at this place, which stays. */
  rollbackTo(place: number): void {
    this.#forget();
    if (this.db.inTransaction) this.#command("ROLLBACK TO inner");
    this.#writes.length = place;
  }

  #forget(): void {
    this.#answers.forgetAll();
    this.notes.clear();
  }

  /** Does it, and remembers it where it writes, as a deletion does that returns what it has deleted. */
  #done<T>(prepared: Prepared, act: () => T): T {
    const result = act();
    if (prepared.written.length > 0) this.#remember(act);
    return result;
  }

  #remember(write: () => unknown): void {
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
    for (const table of prepared.written) this.#answers.forget(table);
    return { prepared, values: prepared.bind(params as Record<string, unknown>) };
  }

  #prepare<P, R>(statement: Statement<P, R>): Prepared {
    let prepared = this.#prepared.get(statement);
    if (!prepared) {
      const { sql, bind, tables, writes } = compile(statement);
      prepared = {
        statement: this.db.prepare(sql),
        bind,
        answers: statement.isCached ? this.#answers.open(tables) : undefined,
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
