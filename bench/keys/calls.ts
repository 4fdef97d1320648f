/** What the process with the keys can be asked. */
export interface KeyCalls {
  /** Fills a file with so many accounts, each with a key. */
  open(input: { file: string; count: number }): Promise<null>;
  /** Checks so many keys, each presented before or each for the first time: how long each took, in milliseconds. */
  check(input: { count: number; fresh: boolean }): Promise<number[]>;
  /** Digests and looks up by a prepared statement: how long each took, in milliseconds. */
  lookUp(input: { count: number }): Promise<number[]>;
}
