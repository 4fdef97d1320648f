import { hash } from "node:crypto";

import type {
  AccountRow,
  ClosureRow,
  DetailsRow,
  EntryRow,
  HoldRow,
  LinkRow,
  RefusalRow,
  ResolutionRow,
  TransactionRow,
} from "./tables.ts";

/** The rows that links seal, by the table they are kept in. */
export interface SealedRows {
  account: Omit<AccountRow, "name" | "metadata" | "closed_at">;
  details: DetailsRow;
  closure: ClosureRow;
  transaction: TransactionRow;
  resolution: ResolutionRow;
  hold: HoldRow;
  entry: EntryRow;
  refusal: RefusalRow;
}

/** Every column of a table, once and in a fixed order; a forgotten one is a compile error. */
const columnsOf = <Row>(columns: Record<keyof Row & string, true>): readonly string[] => Object.keys(columns);

const line = { n: true, id: true, realm: true, ledger_transaction: true, account: true } as const;
const content = {
  reference_id: true,
  description: true,
  metadata: true,
  entries_digest: true,
  exchange_rates: true,
  pending: true,
  effective_at: true,
} as const;

const columns: { [Table in keyof SealedRows]: readonly string[] } = {
  account: columnsOf<SealedRows["account"]>({
    n: true,
    id: true,
    realm: true,
    type: true,
    currency: true,
    code: true,
    user_id: true,
    min_balance: true,
    max_balance: true,
    created: true,
  }),
  details: columnsOf<DetailsRow>({ n: true, realm: true, account: true, name: true, metadata: true, created: true }),
  closure: columnsOf<ClosureRow>({ n: true, realm: true, account: true, closed: true, created: true }),
  transaction: columnsOf<TransactionRow>({
    n: true,
    id: true,
    realm: true,
    ...content,
    expires_at: true,
    reverses: true,
    created: true,
  }),
  resolution: columnsOf<ResolutionRow>({
    n: true,
    realm: true,
    ledger_transaction: true,
    outcome: true,
    created: true,
  }),
  hold: columnsOf<HoldRow>({ ...line, currency: true, amount: true, created: true }),
  entry: columnsOf<EntryRow>({
    ...line,
    currency: true,
    amount: true,
    balance_after: true,
    account_version: true,
    sign: true,
    effective_at: true,
    created: true,
  }),
  refusal: columnsOf<RefusalRow>({
    n: true,
    realm: true,
    ...content,
    expires_in_s: true,
    code: true,
    message: true,
    param: true,
    created: true,
  }),
};

/** The bytes of one row, as text: its table, and each column as its kind, its length in bytes, a colon and its value. */
export function canonical<Table extends keyof SealedRows>(table: Table, row: SealedRows[Table]): string {
  // The names are the row's own keys.
  const values = row as unknown as Record<string, unknown>;
  let text = field(table);
  for (const name of columns[table]) text += field(values[name]);
  return text;
}

/** The hash of a link: over the hash before it, what it says itself, and the canonical text of each row it seals. */
export function linkHash(previous: string, link: Omit<LinkRow, "hash">, rows: readonly string[]): string {
  const { realm, seq, kind, subject, created } = link;
  const parts = ["micro-ledger-1", previous, realm, seq, kind, subject, created, rows.length];
  return hash("sha256", parts.map(field).join("") + rows.join(""));
}

/** What stands before the first link. */
export const genesis = "0".repeat(64);

function field(value: unknown): string {
  if (value === null) return "n";
  if (typeof value === "number") {
    const digits = String(value);
    return `i${digits.length}:${digits}`;
  }
  if (typeof value === "string") return `s${Buffer.byteLength(value)}:${value}`;
  // Nothing of ours is of another kind: a changed file may hold anything.
  const other = Buffer.isBuffer(value) ? value.toString("hex") : (JSON.stringify(value) ?? "");
  return `x${other.length}:${other}`;
}
