import { limits } from "../limits.ts";

type Rows = readonly unknown[];

/** The rows that one cached statement returned, by the values that it was called with. */
export type CachedRows = Map<unknown, Rows>;

/**
 * The rows that cached statements returned on a connection. They stay true until a table that the statement reads is written,
 * or until something is undone: no other connection writes.
 */
export class QueryCache {
  readonly #byTable = new Map<string, CachedRows[]>();
  readonly #all: CachedRows[] = [];

  /** Opens the cache of one statement, which reads these tables. */
  open(tables: readonly string[]): CachedRows {
    const cached: CachedRows = new Map();
    this.#all.push(cached);
    for (const table of tables) this.#byTable.set(table, [...(this.#byTable.get(table) ?? []), cached]);
    return cached;
  }

  /** Forgets what was read from a table; to be called when it is written. */
  invalidate(table: string): void {
    for (const cached of this.#byTable.get(table) ?? []) cached.clear();
  }

  /** Forgets everything; to be called when something is undone, or the schema changes. */
  invalidateAll(): void {
    for (const cached of this.#all) cached.clear();
  }
}

/** The rows for these values: the cached ones, or those that `read` returns now. */
export function readThrough(cached: CachedRows, values: Rows, read: () => Rows): Rows {
  const key = values.length === 1 ? values[0] : JSON.stringify(values);
  let rows = cached.get(key);
  if (!rows) {
    // Every caller gets the same rows, so nobody may change them.
    rows = Object.freeze(read().map((row) => Object.freeze(row)));
    if (cached.size >= limits.cachedAnswersMax) cached.clear();
    cached.set(key, rows);
  }
  return rows;
}
