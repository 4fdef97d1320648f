/** How large a ledger is. */
export type Size = "few" | "many";

/** What the process with the ledgers can be asked. */
export interface LedgerCalls {
  /** Fills two ledgers. */
  open(input: { folder: string; few: number; many: number }): Promise<null>;
  /** Records so many transactions, one after the other: how long each took, in milliseconds. */
  record(input: { size: Size; by: "ledger" | "statements"; count: number }): Promise<number[]>;
  /** Records so many transactions in groups, each on the disk before the next: how long all took, in milliseconds. */
  recordDurably(input: { size: Size; by: "ledger" | "statements"; count: number }): Promise<number>;
  /** Reads so many balances: how long all took, in milliseconds. */
  readBalances(input: { size: Size; by: "ledger" | "statements" | "past"; count: number }): Promise<number>;
  /** How many entries were read in one millisecond. */
  walk(input: { size: Size; how: "verify" | "hledger" | "json" }): Promise<number>;
}
