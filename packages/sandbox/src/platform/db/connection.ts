import BetterSqlite from "better-sqlite3";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from "kysely";

import { ConstraintError, CorruptFileError } from "../errors.ts";
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
  parameters: readonly unknown[];
}

/** Compiled once for the process: the text depends on the statement alone. */
const compiled = new WeakMap<object, Compiled>();

function compile<P, R>(statement: Statement<P, R>): Compiled {
  let found = compiled.get(statement);
  if (!found) {
    // A slot passes through the builder as the value it stands for.
    const compileWith = (queries: Kysely<never>): Compiled => {
      const query: Compilable<R> = statement.build(queries, (name) => new Slot(name) as never);
      return query.compile();
    };
    found = compileWith(compiler);
    if (isPlanned.test(found.sql)) found = compileWith(unseenCompiler);
    compiled.set(statement, found);
  }
  return found;
}

interface Prepared {
  statement: BetterSqlite.Statement<unknown[]>;
  bind(params: Record<string, unknown>): unknown[];
}

/** The connection with its prepared statements. */
export class Connection {
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

/** The failure of a query, in the platform's terms. */
export function toError(cause: unknown): Error {
  if (cause instanceof BetterSqlite.SqliteError && cause.code.startsWith("SQLITE_CONSTRAINT")) {
    return new ConstraintError(cause.message.split(": ").at(-1) ?? "", cause);
  }
  if (cause instanceof BetterSqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code)) {
    return new CorruptFileError(cause);
  }
  return cause instanceof Error ? cause : new Error(String(cause));
}
