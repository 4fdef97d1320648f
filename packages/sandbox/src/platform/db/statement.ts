import type { Compilable, Generated, Kysely } from "kysely";

/** What a column holds: integers, text, and bytes. No floats. */
export type Value = string | number | Uint8Array | null;

/** Stands in a statement for a value that each call brings. */
export class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Names the values that each call of a statement brings. */
export type Params<P> = <Name extends keyof P & string>(name: Name) => P[Name];

/** A query that is compiled once for each database, whatever values it is called with. */
export interface Statement<P, R> {
  /** Builds the query with the database's own builder. */
  readonly build: (queries: Kysely<never>, params: Params<P>) => Compilable<R>;
  /** Its answers are kept until one of its tables is written. */
  readonly isCached?: boolean;
}

/**
 * The same statement for a table that is read at every turn and seldom written, such as that of the endpoints: its answers
 * are kept, frozen, until one of its tables is written or a transaction is undone.
 */
export const cached = <P, R>(statement: Statement<P, R>): Statement<P, R> => ({ ...statement, isCached: true });

/** The statements of one service's tables: the builder knows these tables only. */
export interface Statements<Tables> {
  <P, R>(build: (queries: Kysely<Tables>, params: Params<P>) => Compilable<R>): Statement<P, R>;
}

/** Opens the tables of one service for statements. */
export function statements<Tables>(): Statements<Tables> {
  // The database builds with an untyped builder; the tables are a promise that the migrations keep.
  return (build) => ({ build: (queries, params) => build(queries as unknown as Kysely<Tables>, params) });
}

/** Tables whose names and columns are data. */
export type AnyTables = Record<string, Record<string, Value>>;

/** The values of a call whose names are data. */
export type AnyParams = Params<Record<string, Value>>;

/**
 * Makes a statement for a table that is named by data. The builder cannot know its columns, so whoever makes the statement
 * promises that it takes `P` and returns rows of `R`.
 */
export function untypedStatement<P, R>(
  build: (queries: Kysely<AnyTables>, params: AnyParams) => Compilable<unknown>,
): Statement<P, R> {
  return {
    build: (queries, params) => build(queries as unknown as Kysely<AnyTables>, params as never),
  };
}

/** A table of such rows; the database numbers them by `n`, in the order of their insertion. */
export type Numbered<Row extends { n: number }> = Omit<Row, "n"> & { n: Generated<number> };

/** One slot for each column of a row, for an insert. */
export function slots<P, Name extends keyof P & string>(
  params: Params<P>,
  names: readonly Name[],
): { [K in Name]: P[K] } {
  return Object.fromEntries(names.map((name) => [name, params(name)])) as { [K in Name]: P[K] };
}
