import { limits } from "../limits.ts";

type Rows = readonly unknown[];

/**
 * What cached statements answered on a connection, which is the only one that writes: it is true until one of the tables
 * that a statement reads is written, or what it read is undone.
 */
export class Answers {
  readonly #byTable = new Map<string, Map<unknown, Rows>[]>();
  readonly #all: Map<unknown, Rows>[] = [];

  /** Opens a place for the answers of one statement, by the values that it was called with. */
  open(tables: readonly string[]): Map<unknown, Rows> {
    const answers = new Map<unknown, Rows>();
    this.#all.push(answers);
    for (const table of tables) this.#byTable.set(table, [...(this.#byTable.get(table) ?? []), answers]);
    return answers;
  }

  /** To be called when a table is written. */
  forget(table: string): void {
    for (const answers of this.#byTable.get(table) ?? []) answers.clear();
  }

  /** To be called when something is undone, or the schema changes. */
  forgetAll(): void {
    for (const answers of this.#all) answers.clear();
  }
}

/** The answer to a call of a statement: the one that is kept, or the one that `read` gives now. */
export function answerOf(answers: Map<unknown, Rows>, values: Rows, read: () => Rows): Rows {
  const key = values.length === 1 ? values[0] : JSON.stringify(values);
  let rows = answers.get(key);
  if (!rows) {
    // Everyone who asks gets the same rows.
    rows = Object.freeze(read().map((row) => Object.freeze(row)));
    if (answers.size >= limits.cachedAnswersMax) answers.clear();
    answers.set(key, rows);
  }
  return rows;
}
